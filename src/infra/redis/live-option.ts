/** Where a live Redis is, as somebody writes it on a command line. */
import { readUrl, type LiveOption } from '../live-place'

const EXAMPLE = 'redis://127.0.0.1:6379'

/** The option. */
export const option: LiveOption = {
  name: 'redis',
  example: EXAMPLE,
  read: (text) => readUrl(text, ['redis:'], 6379, EXAMPLE),
}
