/**
 * The outbox's relay, a background worker of the database: it claims what is due, has the worker try it, and writes down
 * what came of it. Delivery is at least once; the lease's generation makes the effect happen once.
 */
import { backoffMs, type Backoff } from '~/blocks/backoff'
import { type PostgresClient, type SqlRow } from '~/infra/postgres/port'
import { isCallError } from '~/kernel/call-error'
import type { Component, Context } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import type {
  Capture,
  OutboxFact,
  ReportedCapture,
  ReportRequest,
  SettlementFact,
  SettleRequest,
  SettleResult,
} from '../messages'
import { split } from '../money'
import { backoffLimits, longestWaitMs, type Parameters } from '../parameters'
import { WORKER_PSP_TIMEOUT_MS } from './worker'
import {
  burySql,
  outboxStateSql,
  postponeSql,
  reconciledSql,
  reconcileSql,
  redriveSql,
  settleSql,
  spoilSql,
  takeEventsSql,
} from './sql'

/** Where the process can be made to die. */
export const RELAY_STEPS = ['before-publish', 'after-publish'] as const

const POLL_MS = 50
const BATCH = 10
/** Asking for a status and charging, with the hops between. */
const WORKER_TIMEOUT_MS = 2 * WORKER_PSP_TIMEOUT_MS + 200
const LEASE_MS = WORKER_TIMEOUT_MS + 500
const AUDIT_MS = 500
const RECONCILE_MS = 1_000
const REPORT_TIMEOUT_MS = WORKER_PSP_TIMEOUT_MS + 200
/** Events with the worker at once. */
const IN_FLIGHT_MAX = 40

/** What the outbox keeps beside its tables: who is to be spoilt, as somebody at the screen has asked. */
interface Spoiling {
  left: number
}

/** The code of the outbox: the relay, the audits and the reconciliation. */
export function createRelay(
  context: Context<'worker'>,
  { parameters, without }: Setup<Parameters, unknown>,
  postgres: PostgresClient,
): Component {
  const { clock, rng } = context
  const backoff: Backoff = { ...backoffLimits(parameters), factor: 2, jitter: 1 }
  const spoiling: Spoiling = { left: 0 }
  let inFlight = 0
  let committed = 0
  let state: OutboxFact = { waiting: 0, dead: 0, oldestMs: 0 }

  /** Runs a task over and over; the database may be in trouble meanwhile, the task is tried again then. */
  async function every(pauseMs: number, task: () => Promise<void>): Promise<void> {
    for (;;) {
      await clock.sleep(pauseMs)
      await trying(task)
    }
  }

  async function trying(task: () => Promise<void>): Promise<void> {
    try {
      await task()
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
  }

  async function relay(): Promise<void> {
    if (without('outbox-retry') || inFlight >= IN_FLIGHT_MAX) return
    const { rows } = await postgres.query(takeEventsSql, [BATCH, LEASE_MS, longestWaitMs(parameters)])
    const taken = [...rows].sort((a, b) => Number(a['id']) - Number(b['id']))
    for (const row of taken) {
      inFlight++
      void trying(() => publish(row)).then(() => inFlight--)
    }
  }

  async function publish(row: SqlRow): Promise<void> {
    const { id, event, attempts, last_error, lease_generation } = row
    const payment = String(row['payment'])
    const attempt = Number(attempts)
    const lease = [Number(id), Number(lease_generation)]
    let payload = row['payload']
    if (spoiling.left > 0) {
      spoiling.left--
      payload = (await postgres.query(spoilSql, [lease[0]!])).rows[0]!['payload']
    }
    await context.step('before-publish')
    if (without('mark-first')) await postgres.query(settleSql, [...lease, 'posted'])
    const message: SettleRequest = {
      type: 'settlement.requested',
      request: context.nextRequest(),
      event: String(event),
      attempt,
      isOpen: last_error !== null,
      payload,
    }
    const { outcome, error } = await deliver(message)
    await context.step('after-publish')
    const stated = await writeDown(lease, outcome, error, attempt)
    const fact: SettlementFact = { payment, attempt, outcome: stated }
    context.emit('settlement', { ...fact }, { request: message.request })
  }

  async function deliver(message: SettleRequest): Promise<SettleResult> {
    try {
      return await context.call<SettleResult>('worker', message, { timeoutMs: WORKER_TIMEOUT_MS })
    } catch (error) {
      if (!isCallError(error)) throw error
      return { outcome: error.definite ? 'unavailable' : 'unknown', error: `worker: ${error.code}` }
    }
  }

  async function writeDown(
    lease: number[],
    outcome: SettleResult['outcome'],
    error: string,
    attempt: number,
  ): Promise<SettlementFact['outcome']> {
    if (outcome === 'captured' || outcome === 'declined') {
      await postgres.query(settleSql, [...lease, outcome === 'captured' ? 'posted' : 'voided'])
      return outcome
    }
    const isLast = attempt >= parameters.attemptsMax && !without('no-attempt-cap')
    if (isLast || (outcome === 'poison' && !without('no-attempt-cap'))) {
      await postgres.query(burySql, [...lease, error])
      return 'dead-lettered'
    }
    await postgres.query(postponeSql, [...lease, error, backoffMs(backoff, attempt, rng)])
    return outcome
  }

  async function audit(): Promise<void> {
    const { rows } = await postgres.query(outboxStateSql)
    const { waiting, dead, oldest_ms } = rows[0]!
    state = { waiting: Number(waiting), dead: Number(dead), oldestMs: Number(oldest_ms) }
    context.emit('outbox', { ...state })
  }

  /** Compares what the PSP has captured with the ledger, a page at a time. */
  async function reconcile(): Promise<void> {
    if (without('no-reconciliation')) return
    const { rows } = await postgres.query('SELECT cursor FROM reconciliation')
    const message: ReportRequest = { type: 'report', request: 0, after: Number(rows[0]!['cursor']) }
    const page = await context.call<readonly ReportedCapture[]>('worker', message, { timeoutMs: REPORT_TIMEOUT_MS })
    if (page.length === 0) return
    const captures = page.map((capture) => ({ ...capture, fee: split(capture.amount).fee }))
    const compared = (await postgres.query(reconcileSql, [JSON.stringify(captures)])).rows[0]!
    const { adopted, unattended, in_work, disputed, cursor } = compared
    const toPost = [adopted, unattended, ...(without('no-state-guard') ? [disputed] : [])].flat() as string[]
    await postgres.query(reconciledSql, [toPost, Number(cursor)])
    context.emit('reconciliation', {
      compared: page.length,
      adopted: adopted as Json,
      resolved: unattended as Json,
      inWork: in_work as Json,
      disputed: disputed as Json,
    })
  }

  async function redrive(): Promise<number> {
    return (await postgres.query(redriveSql)).rowCount
  }

  return {
    async start() {
      await Promise.all([every(POLL_MS, relay), every(AUDIT_MS, audit), every(RECONCILE_MS, reconcile)])
    },
    /** An event was committed. It is not due before its request has had its time, so nothing is woken. */
    handle() {
      committed++
      return null
    },
    act(verb, value) {
      if (verb === 'poison') spoiling.left += Number(value)
      // It takes longer than the instant: the statement queues like everybody's.
      if (verb === 'redrive') void trying(async () => context.emit('redrive', { events: await redrive() }))
      return undefined
    },
    inspect: () => ({ ...state, committedSinceStart: committed, withTheWorker: inFlight, toBeSpoilt: spoiling.left }),
  }
}

export type { Capture }
