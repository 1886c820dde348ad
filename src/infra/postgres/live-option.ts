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
  troubles: [
    {
      says: /client password must be a string/,
      is: 'wants a password',
      remedy: 'write it into the address, as in postgres://user:password@127.0.0.1:5432/database',
      isRefusal: true,
    },
    {
      says: /\b28P01\b/,
      is: 'does not take this user and password',
      remedy: 'they go into the address, as in postgres://user:password@127.0.0.1:5432/database',
      isRefusal: true,
    },
    {
      says: /\b28000\b/,
      is: 'does not let this user in',
      remedy: 'name another one, or allow him in its pg_hba.conf',
      isRefusal: true,
    },
    { says: /\b3D000\b/, is: 'has no such database', remedy: 'name one that is there at the end of the address' },
    {
      says: /\b42501\b/,
      is: 'does not let this user create a schema',
      remedy: 'name one who may, or let him by GRANT CREATE ON DATABASE',
      isRefusal: true,
    },
    { says: /\b25006\b/, is: 'is a standby', remedy: 'name the primary: a run writes' },
    {
      says: /\b53300\b/,
      is: 'has no connection left',
      remedy: 'a run has ten from each box that asks it: end others, or raise max_connections',
      isRefusal: true,
    },
    {
      says: /terminated unexpectedly|ECONNRESET/,
      is: 'hangs up, or is no PostgreSQL',
      remedy: `name one, as in ${EXAMPLE}`,
    },
  ],
  read: (text) => readUrl(text, ['postgres:', 'postgresql:'], 5432, EXAMPLE),
}
