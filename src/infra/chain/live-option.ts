/** Where a live chain's RPC is, as somebody writes it on a command line. */
import { readUrl, type LiveOption } from '../live-place'

const EXAMPLE = 'http://127.0.0.1:26657'

/** The option. */
export const option: LiveOption = {
  name: 'chain',
  example: EXAMPLE,
  read: (text) => readUrl(text, ['http:'], 26657, EXAMPLE),
}
