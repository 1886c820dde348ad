/** Where a live PostgreSQL is, as somebody writes it on a command line. */
import { readUrl, type LiveOption } from '../live-place'

const EXAMPLE = 'postgres://user@127.0.0.1:5432/database'

/** The option. */
export const option: LiveOption = {
  name: 'postgres',
  example: EXAMPLE,
  differs: {
    latency:
      'The engine has one session, so statements queue in it and never wait for a lock; on the server sessions work side by side, and wait for the locks of others and for the disk.',
    outcomes:
      'In the engine PostgreSQL has one session, so no two transactions ever meet; on the server they do, and are repeated or wait.',
  },
  read: (text) => readUrl(text, ['postgres:', 'postgresql:'], 5432, EXAMPLE),
}
