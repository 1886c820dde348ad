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
import type { CodeFile } from '~/kernel/code-file'
import { defineSimulation } from '~/kernel/simulation'
import { claims, mutants } from './claims'
import { createApi } from './components/api'
import apiSource from './components/api.ts?raw'
import { createClient } from './components/client'
import clientSource from './components/client.ts?raw'
import { createFraud } from './components/fraud'
import fraudSource from './components/fraud.ts?raw'
import idempotencySource from './components/idempotency.ts?raw'
import { createPsp } from './components/psp'
import pspCallSource from './components/psp-call.ts?raw'
import pspSource from './components/psp.ts?raw'
import { createRelay } from './components/relay'
import relaySource from './components/relay.ts?raw'
import * as sql from './components/sql'
import { createWorker } from './components/worker'
import workerSource from './components/worker.ts?raw'
import diagram from './diagram'
import { balanced, legalTransitions, oneEvent } from './invariants/ledger'
import { everyPaymentEnds, noEndlessConflict, outboxEmpties, resolvedByAsking, sidesAgree } from './invariants/liveness'
import { noGhostMoney, onePspKey, truthfulAnswers } from './invariants/money'
import { oneCharge } from './invariants/one-charge'
import { sameAnswer } from './invariants/same-answer'
import { migrations, unguarded } from './migrations'
import idempotencyMigration from './migrations/002-idempotency.sql?raw'
import ledgerMigration from './migrations/001-ledger.sql?raw'
import outboxMigration from './migrations/003-outbox.sql?raw'
import { parameters } from './parameters'
import { reading } from './reading'
import { scenarios } from './scenarios'
import feedSql from './sql/feed.sql?raw'
import accountsSql from './sql/t-accounts.sql?raw'
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

const typescript = (name: string, text: string): CodeFile => ({ name, language: 'typescript', text })
const statement = (name: string, text: string): CodeFile => ({ name, language: 'sql', text })

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
  invariants: () => [
    oneCharge,
    sameAnswer,
    balanced,
    truthfulAnswers,
    legalTransitions,
    oneEvent,
    noGhostMoney,
    onePspKey,
    everyPaymentEnds,
    outboxEmpties,
    sidesAgree,
    noEndlessConflict,
    resolvedByAsking,
  ],
  reading,
  code: {
    client: [typescript('client.ts', clientSource)],
    api: [
      typescript('api.ts', apiSource),
      typescript('idempotency.ts', idempotencySource),
      typescript('psp-call.ts', pspCallSource),
      statement('claim.sql', sql.claimSql),
      statement('record.sql', sql.recordSql),
      statement('answer.sql', sql.answerSql),
    ],
    keys: [typescript('idempotency.ts', idempotencySource), statement('002-idempotency.sql', idempotencyMigration)],
    fraud: [typescript('fraud.ts', fraudSource)],
    ledger: [statement('001-ledger.sql', ledgerMigration)],
    outbox: [
      typescript('relay.ts', relaySource),
      statement('003-outbox.sql', outboxMigration),
      statement('take-events.sql', sql.takeEventsSql),
      statement('settle.sql', sql.settleSql),
      statement('postpone.sql', sql.postponeSql),
      statement('bury.sql', sql.burySql),
      statement('reconcile.sql', sql.reconcileSql),
    ],
    worker: [typescript('worker.ts', workerSource), typescript('psp-call.ts', pspCallSource)],
    psp: [typescript('psp.ts', pspSource)],
  },
  panels: {
    keys: [tablesOf('ledger', ['idempotency_keys'])],
    outbox: [tablesOf('ledger', ['outbox', 'dead_letters', 'reconciliation'])],
  },
  walk,
})
