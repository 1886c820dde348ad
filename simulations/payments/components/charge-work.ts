/**
 * The work on one charge. Every step leaves a recovery point, so that whoever comes after a crash goes on from there; a claim
 * that was lost to somebody else changes nothing.
 */
import { createPostgresClient } from '~/infra/postgres/client'
import { PostgresError, SQLSTATE, type PostgresClient, type SqlResult, type SqlStatement } from '~/infra/postgres/port'
import { createRedisClient } from '~/infra/redis/client'
import type { Context } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import { paymentIdOf } from '../fingerprint'
import { drawKey } from '../idempotency-key'
import type { AttemptOutcome, Capture, ChargeRequest, ChargeResponse, Order, Score, ScoreRequest } from '../messages'
import { split } from '../money'
import { requestTimeMs, SQL_TIMEOUT_MS, type Parameters } from '../parameters'
import { checkAndSet, claim, ENDPOINT, remember, unmark, type Claim, type Known, type KeyOf } from './idempotency'
import { charge } from './psp-call'
import { conclusionOf, problem } from './responses'
import { answerSql, recordEventSql, recordKeySql, recordLedgerSql, recordSql, releaseSql } from './sql'

const FRAUD_TIMEOUT_MS = 200
/** Transactions that PostgreSQL gave up in favour of another one are tried so often. */
const SQL_TRIES = 4
/** Without the outbox the API keeps calling by itself, so often and without a pause. */
const DIRECT_TRIES = 60

const RETRYABLE: readonly string[] = [SQLSTATE.serializationFailure, SQLSTATE.deadlockDetected]

/** The process that works on a request: its world, and what it has been told. */
export interface ApiProcess extends Pick<Setup<Parameters, unknown>, 'parameters' | 'without'> {
  readonly context: Context<'keys' | 'ledger' | 'fraud' | 'psp'>
  /** How long a new key lives, in milliseconds. */
  keyTtlMs: number
  /** How long a claim lasts, in milliseconds. */
  readonly leaseMs: number
}

/** The work on one request, from the check for repetitions to the answer. */
export class ChargeWork {
  private readonly process: ApiProcess
  private readonly request: number
  private readonly order: Order
  /** The key as the store knows it: another one for every request where keys are not required (a defect). */
  private readonly of: KeyOf
  private readonly told: KeyOf
  private readonly cause: number
  private readonly postgres: PostgresClient
  private claim: Claim | undefined
  private isMarked = false
  /** The row in Postgres that is claimed. */
  private row: KeyOf = { tenant: '', key: '', fingerprint: '' }

  constructor(process: ApiProcess, { request, body }: ChargeRequest, told: KeyOf, cause: number) {
    const { context, without } = process
    this.process = process
    this.request = request
    this.order = body
    this.told = told
    const fingerprint = without('unchecked-payload') ? 'any' : told.fingerprint
    this.of = { ...told, fingerprint, key: without('required-key') ? drawKey(context.rng) : told.key }
    this.cause = cause
    this.postgres = createPostgresClient(context, 'ledger', { timeoutMs: SQL_TIMEOUT_MS, request, cause })
  }

  /** Checks for repetitions: Redis first, if it answers, then Postgres, which decides. */
  async begin(): Promise<Known | Claim> {
    await this.process.context.step('before-claim')
    const fast = await this.askRedis()
    if (fast !== null) return fast
    if (this.process.without('postgres-truth')) {
      // Claims under a random key, so the unique constraint never fires.
      return this.take({ ...this.of, key: drawKey(this.process.context.rng) })
    }
    return this.take(this.of)
  }

  /** Works from the recovery point to the answer, and gives the number of the charge. */
  async goOn(claimed: Claim): Promise<[ChargeResponse, number]> {
    const { chargeNo, generation } = claimed
    const payment = paymentIdOf(this.row.tenant, this.row.key, chargeNo)
    const { tenant, key } = this.told
    const capture: Capture = { ...this.order, tenant, key, payment, chargeNo, pspKey: `psp_${payment}` }
    if (claimed.recoveryPoint === 'claimed') {
      const risk = claimed.risk ?? (await this.score())
      if (risk === 'reject') return this.answer(claimed, null, 'voided', problem(402, 'risk', 'Declined'), 'reject')
      if (this.process.without('call-first')) await this.callPsp(capture)
      if (!(await this.record(capture, generation))) return [problem(409, 'in-flight', 'Overtaken'), chargeNo]
    }
    const outcome = await this.callPsp(capture)
    return this.answer(claimed, payment, ...conclusionOf(outcome, payment, this.order), 'accept')
  }

  /** What Redis did not know and Postgres did: the next repetition finds it in the fast path. */
  async tellRedis(known: Known): Promise<void> {
    if (!this.isMarked) return
    try {
      if (known.kind === 'answered')
        await remember(this.redis(), this.of, known.response, known.chargeNo, this.process.keyTtlMs)
      else await unmark(this.redis(), this.of)
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
  }

  /** Lets others have the key before the lease is over, if that can be said. */
  async giveBack(): Promise<void> {
    try {
      if (this.isMarked) await unmark(this.redis(), this.of)
      if (this.claim === undefined) return
      await this.postgres.query(releaseSql, [this.row.tenant, ENDPOINT, this.row.key, this.claim.generation])
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
  }

  private redis() {
    const { request, cause } = this
    return createRedisClient(this.process.context, 'keys', {
      timeoutMs: this.process.parameters.redisTimeoutMs,
      request,
      cause,
    })
  }

  private async askRedis(): Promise<Known | null> {
    try {
      const known = await checkAndSet(this.redis(), this.of, this.process.parameters.markMs, this.process.keyTtlMs)
      this.isMarked = known === null
      return known
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      return null
    }
  }

  private async take(of: KeyOf): Promise<Known | Claim> {
    this.row = of
    const owner = `${this.process.context.self}/${this.process.context.instance}`
    const claimed = await this.often(() =>
      claim(this.postgres, this.row, owner, this.process.leaseMs, this.process.keyTtlMs),
    )
    if (claimed.kind !== 'claimed') return claimed
    this.claim = claimed
    await this.process.context.step('after-claim')
    return claimed
  }

  private async score(): Promise<Score['risk']> {
    const message: ScoreRequest = { type: 'score', request: this.request, order: this.order }
    const { risk } = await this.process.context.call<Score>('fraud', message, {
      timeoutMs: FRAUD_TIMEOUT_MS,
      cause: this.cause,
    })
    return risk
  }

  /** Ledger, idempotency and outbox rows. False if the claim was lost to somebody else. */
  private async record(capture: Capture, generation: number): Promise<boolean> {
    await this.process.context.step('before-commit')
    const { tenant, key } = this.row
    const { amount, currency, card, payment, chargeNo, pspKey } = capture
    const { net, fee } = split(amount)
    const withinMs = requestTimeMs(this.process.parameters)
    const values = [
      tenant, ENDPOINT, key, generation, payment, chargeNo, amount, this.process.without('lost-cent') ? net - 1 : net, fee, currency,
      card, pspKey, { ...capture }, withinMs,
    ] // prettier-ignore
    const statements = this.process.without('one-transaction') ? splitRecord(values) : [{ text: recordSql, values }]
    let result: SqlResult | undefined
    for (const [index, { text, values: own }] of statements.entries()) {
      if (index > 0) await this.process.context.step('between-commits')
      result = await this.often(() => this.postgres.query(text, own))
    }
    await this.process.context.step('after-commit')
    return Number(result!.rows[0]?.['claimed'] ?? 1) === 1
  }

  private async callPsp(capture: Capture): Promise<AttemptOutcome> {
    await this.process.context.step('before-psp')
    const { request, cause } = this
    const tries = this.process.without('outbox-retry') ? DIRECT_TRIES : 1
    let outcome: AttemptOutcome = 'unavailable'
    for (let attempt = 1; attempt <= tries && outcome !== 'captured' && outcome !== 'declined'; attempt++) {
      outcome = await charge(this.process.context, capture, {
        request,
        cause,
        attempt,
        timeoutMs: this.process.parameters.pspTimeoutMs,
      })
    }
    await this.process.context.step('after-psp')
    if (outcome !== 'unknown') return outcome
    if (this.process.without('timeout-is-failure') || this.process.without('no-state-guard')) return 'declined'
    return this.process.without('timeout-is-success') ? 'captured' : outcome
  }

  private async answer(
    { generation, chargeNo }: Claim,
    payment: string | null,
    state: 'posted' | 'voided' | 'pending',
    response: ChargeResponse,
    risk: Score['risk'],
  ): Promise<[ChargeResponse, number]> {
    await this.process.context.step('before-answer')
    const { tenant, key } = this.row
    const { status, body } = response
    const values = [tenant, ENDPOINT, key, generation, payment, state, status, { ...body }, risk]
    const { rows } = await this.often(() => this.postgres.query(answerSql, values))
    if (rows[0]!['answered'] !== 1) return [problem(409, 'in-flight', 'Overtaken'), chargeNo]
    await this.process.context.step('after-answer')
    try {
      await remember(this.redis(), this.of, response, chargeNo, this.process.keyTtlMs)
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
    }
    return [response, chargeNo]
  }

  /** Tries again what PostgreSQL has certainly rolled back. */
  private async often<Result>(statement: () => Promise<Result>): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await statement()
      } catch (error) {
        if (!(error instanceof PostgresError) || !RETRYABLE.includes(error.code) || tries >= SQL_TRIES) throw error
        await this.process.context.clock.sleep(1 + this.process.context.rng.float() * 4 * tries)
      }
    }
  }
}

/**
 * What one transaction is there for to prevent: the payment with its journal, the key, and the event are committed one
 * after the other.
 */
function splitRecord(values: NonNullable<SqlStatement['values']>): SqlStatement[] {
  const [tenant, endpoint, key, generation, payment] = values
  const [capture, withinMs] = values.slice(12)
  return [
    { text: recordLedgerSql, values: values.slice(0, 12) },
    { text: recordKeySql, values: [tenant!, endpoint!, key!, generation!, payment!] },
    { text: recordEventSql, values: [payment!, capture!, withinMs!] },
  ]
}
