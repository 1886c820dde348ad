/** What a Postgres is to everybody outside of this folder. */
import type { StoreKind } from '~/kernel/store-kind'
import { messageLines } from './message-lines'
import { spanTerms } from './span-terms'
import { postgresVerbs } from './verbs'

/** The kind of store. */
export const kind: StoreKind = {
  name: 'postgres',
  label: 'PostgreSQL',
  inPage: 'a real PostgreSQL',
  engines: [{ name: 'pglite', label: 'PGlite', line: 'PGlite, PostgreSQL in WebAssembly, on the run’s clock' }],
  verbs: postgresVerbs,
  prompt: {
    sign: 'sql>',
    placeholder: 'SELECT count(*) FROM …',
    view: 'sql',
    writes: 'sql',
    help: ['\\dt', '\\d <table>', 'SELECT … FROM …', 'INSERT, UPDATE, DELETE … (writes)'],
    down: 'could not connect to server: Connection refused',
  },
  assets: { postgres: 'PostgreSQL' },
  real: [
    'PGlite, PostgreSQL compiled to WebAssembly (',
    { package: '@electric-sql/pglite' },
    '). Transactions, constraints and SQLSTATEs are its own; ',
    { code: 'now()' },
    ' and ',
    { code: 'gen_random_uuid()' },
    ' take time and chance from the run. The same migrations and scenarios pass on a native server.',
  ],
  notShown: {
    title: 'Waiting for row locks',
    words: [
      'PostgreSQL has one connection here, so sessions queue before it instead of inside it. Deadlocks and serialization ' +
        'failures are injected, in PostgreSQL’s own words.',
    ],
  },
  lines: messageLines,
  span: spanTerms,
}
