/** Where a live PostgreSQL is, as somebody writes it on a command line. */
import { readUrl, type LiveOption } from '../live-place'

const EXAMPLE = 'postgres://user@127.0.0.1:5432/database'

/** The option. */
export const option: LiveOption = {
  name: 'postgres',
  example: EXAMPLE,
  read: (text) => readUrl(text, ['postgres:', 'postgresql:'], 5432, EXAMPLE),
}
