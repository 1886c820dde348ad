/** The payment pipeline, put together: which code runs in which box, and which servers stand behind the stores. */
import {
  createLocalClient,
  createPostgresBox,
  openPostgresStore,
  tablesOf,
  type PostgresStore,
} from '~/infra/postgres/box'
import { kind as postgres } from '~/infra/postgres/kind'
import { openPostgresEngine } from '~/infra/postgres/open-engine'
import type { SqlRow } from '~/infra/postgres/port'
import { createRedisBox } from '~/infra/redis/box'
import { kind as redis } from '~/infra/redis/kind'
import { openRedisEngine } from '~/infra/redis/open-engine'
import type { RedisEngine } from '~/infra/redis/port'
import { isCallError } from '~/kernel/call-error'
import { codeFiles } from '~/kernel/code-file'
import { defineSimulation } from '~/kernel/simulation'
import { claims, mutants } from './claims'
import { createApi } from './components/api'
import { createClient } from './components/client'
import { createFraud } from './components/fraud'
import { createPsp } from './components/psp'
import { createRelay } from './components/relay'
import { createWorker } from './components/worker'
import diagram from './diagram'
import { Books } from './invariants/books'
import { balanced, legalTransitions, oneEvent } from './invariants/ledger'
import { everyPaymentEnds, noEndlessConflict, outboxEmpties, resolvedByAsking, sidesAgree } from './invariants/liveness'
import { noGhostMoney, onePspKey, truthfulAnswers } from './invariants/money'
import { oneCharge } from './invariants/one-charge'
import { sameAnswer } from './invariants/same-answer'
import { migrations, unguarded } from './migrations'
import { parameters } from './parameters'
import { reading } from './reading'
import { scenarios } from './scenarios'
import feedSql from './sql/feed.sql?raw'
import accountsSql from './sql/t-accounts.sql?raw'
import { unhealed } from './unhealed'
import { apiVerbs, clientVerbs, outboxVerbs, pspVerbs } from './verbs'
import { walk } from './walk'

interface Servers {
  readonly redis: RedisEngine
  readonly database: PostgresStore
}

/** A call within the process is answered at once, or never. */
const NOTIFY_TIMEOUT_MS = 10

function ignoreCallErrors(error: unknown): void {
  if (!isCallError(error)) throw error
}

const code = codeFiles(
  import.meta.glob<string>(['./components/*.ts', './migrations/*.sql', './sql/*.sql'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
)

export default defineSimulation({
  diagram,
  parameters,
  boot: async (world): Promise<Servers> => {
    const [marks, engine] = await Promise.all([openRedisEngine(world), openPostgresEngine(world)])
    return { redis: marks, database: await openPostgresStore(engine, migrations) }
  },
  components: {
    client: createClient,
    api: createApi,
    keys: (context, { servers }) => createRedisBox(context, servers.redis),
    fraud: createFraud,
    ledger: (context, { servers: { database }, without }) => {
      for (const [id, text] of Object.entries(unguarded)) if (without(id)) database.alter(text)
      // With every payment an event is committed; like NOTIFY, that is told within the process, and lost with it.
      const notify = ({ kind }: SqlRow) => {
        if (kind !== 'pending') return
        const message = { type: 'settlement.requested', request: 0 }
        context.call('outbox', message, { timeoutMs: NOTIFY_TIMEOUT_MS }).catch(ignoreCallErrors)
      }
      const feed = { fact: 'journal', text: feedSql, after: /journal|conclude/, notify }
      return createPostgresBox(context, database, { feed, accounts: accountsSql })
    },
    outbox: (context, setup) => createRelay(context, setup, createLocalClient(context, 'relay')),
    worker: createWorker,
    psp: createPsp,
  },
  stores: { keys: redis, ledger: postgres },
  verbs: {
    client: clientVerbs,
    api: apiVerbs,
    outbox: outboxVerbs,
    psp: pspVerbs,
  },
  scenarios,
  claims,
  mutants,
  unhealed,
  invariants: (values, outside) => {
    const books = new Books()
    return [
      oneCharge,
      sameAnswer,
      balanced,
      truthfulAnswers(books),
      legalTransitions,
      oneEvent(books),
      noGhostMoney(books),
      onePspKey,
      everyPaymentEnds(values, books, outside),
      outboxEmpties(values, outside),
      sidesAgree(values, books, outside),
      noEndlessConflict(values),
      resolvedByAsking,
    ]
  },
  reading,
  code: {
    client: code('client.ts'),
    api: code('api.ts', 'charge-work.ts', 'idempotency.ts', 'psp-call.ts', 'claim.sql', 'record.sql', 'answer.sql'),
    keys: code('idempotency.ts', '002-idempotency.sql'),
    fraud: code('fraud.ts'),
    ledger: code('001-ledger.sql'),
    outbox: code(
      'relay.ts',
      '003-outbox.sql',
      'take-events.sql',
      'settle.sql',
      'postpone.sql',
      'bury.sql',
      'reconcile.sql',
    ),
    worker: code('worker.ts', 'psp-call.ts'),
    psp: code('psp.ts'),
  },
  panels: {
    keys: [tablesOf('ledger', ['idempotency_keys'])],
    outbox: [tablesOf('ledger', ['outbox', 'dead_letters', 'reconciliation'])],
  },
  walk,
})
