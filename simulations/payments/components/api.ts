/**
 * The Payments API. A charge takes three statements, two of them before the PSP is called: claim the key, record what is
 * going to happen, answer. Every step leaves a recovery point, so that whoever comes after a crash goes on from there.
 */
import { createPostgresClient } from '~/infra/postgres/client'
import { PostgresError, SQLSTATE, type PostgresClient, type SqlResult, type SqlStatement } from '~/infra/postgres/port'
import { createRedisClient } from '~/infra/redis/client'
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Incoming } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import { fingerprintOf, paymentIdOf } from '../fingerprint'
import { drawKey, parseIdempotencyKey } from '../idempotency-key'
import type {
  AttemptOutcome,
  Capture,
  ChargeBody,
  ChargeFact,
  ChargeRequest,
  ChargeResponse,
  Order,
  Score,
  ScoreRequest,
} from '../messages'
import { split } from '../money'
import { requestTimeMs, SQL_TIMEOUT_MS, type Parameters } from '../parameters'
import { checkAndSet, claim, ENDPOINT, remember, unmark, type Claim, type Known, type KeyOf } from './idempotency'
import { charge } from './psp-call'
import { answerSql, recordSql, releaseSql } from './sql'

/** Where a process can be made to die, in the order in which a request gets there. */
export const API_STEPS = [
  'before-claim',
  'after-claim',
  'before-commit',
  'between-commits',
  'after-commit',
  'before-psp',
  'after-psp',
  'before-answer',
  'after-answer',
] as const

const FRAUD_TIMEOUT_MS = 200
/** Transactions that PostgreSQL gave up in favour of another one are tried so often. */
const SQL_TRIES = 4
/** Without the outbox the API keeps calling by itself, so often and without a pause. */
const DIRECT_TRIES = 60

/** The code of one API process. */
export function createApi(
  context: Context<'keys' | 'ledger' | 'fraud' | 'psp'>,
  { parameters, without }: Setup<Parameters, unknown>,
): Component {
  let { keyTtlMs } = parameters
  const leaseMs = without('endless-lease') ? 86_400_000 : parameters.leaseMs
  const outcomes: Record<string, number> = {}

  async function handle(message: ChargeRequest, { event: cause }: Incoming): Promise<ChargeResponse> {
    const { request, headers, body: order } = message
    const field = headers['idempotency-key']
    const key = field === undefined ? null : parseIdempotencyKey(field)
    const of: KeyOf = { tenant: order.tenant, key: key ?? '', fingerprint: fingerprintOf(order) }
    const answer = (response: ChargeResponse, chargeNo: number, replayed = false): ChargeResponse => {
      const { status, body } = response
      const outcome = 'state' in body ? body.state : body.type
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      const { tenant, fingerprint } = of
      const fact: ChargeFact = {
        request, tenant, key: of.key, outcome, status, replayed, chargeNo, fingerprint, body: JSON.stringify(body),
      } // prettier-ignore
      context.emit('charge', { ...fact }, { request, cause })
      return replayed ? { ...response, headers: { ...response.headers, 'idempotent-replayed': 'true' } } : response
    }
    if (key === null && !without('required-key')) {
      const title =
        field === undefined ? 'An Idempotency-Key is required' : 'The Idempotency-Key is not a quoted UUIDv4'
      return answer(problem(400, field === undefined ? 'key-required' : 'key-malformed', title), 0)
    }
    const work = new ChargeWork(message, of, cause)
    try {
      const known = await work.begin()
      if (known.kind !== 'claimed') {
        await work.tellRedis(known)
        return answer(...responseOf(known))
      }
      return answer(...(await work.goOn(known)))
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      // Nothing is known to be wrong with the charge: whoever asks again goes on from the last recovery point.
      await work.giveBack()
      return answer(unavailable(error), 0)
    }
  }

  /** The work on one request. */
  class ChargeWork {
    private readonly request: number
    private readonly order: Order
    /** The key as the store knows it: another one for every request where keys are not required (a defect). */
    private readonly of: KeyOf
    private readonly told: KeyOf
    private readonly cause: number
    private readonly postgres: PostgresClient
    private claim: Claim | undefined
    private isMarked = false

    constructor({ request, body }: ChargeRequest, told: KeyOf, cause: number) {
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
      await context.step('before-claim')
      const fast = await this.askRedis()
      if (fast !== null) return fast
      if (without('postgres-truth')) {
        // Redis alone: what it does not know has never been. The row that follows is under a name nobody asks for.
        return this.take({ ...this.of, key: drawKey(context.rng) })
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
        if (without('call-first')) await this.callPsp(capture)
        if (!(await this.record(capture, generation))) return [problem(409, 'in-flight', 'Overtaken'), chargeNo]
      }
      const outcome = await this.callPsp(capture)
      return this.answer(claimed, payment, ...conclusionOf(outcome, payment, this.order), 'accept')
    }

    /** What Redis did not know and Postgres did: the next repetition finds it in the fast path. */
    async tellRedis(known: Known): Promise<void> {
      if (!this.isMarked) return
      try {
        if (known.kind === 'answered') await remember(this.redis(), this.of, known.response, known.chargeNo, keyTtlMs)
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

    private row: KeyOf = { tenant: '', key: '', fingerprint: '' }

    private redis() {
      const { request, cause } = this
      return createRedisClient(context, 'keys', { timeoutMs: parameters.redisTimeoutMs, request, cause })
    }

    private async askRedis(): Promise<Known | null> {
      try {
        const known = await checkAndSet(this.redis(), this.of, parameters.markMs, keyTtlMs)
        this.isMarked = known === null
        return known
      } catch (error) {
        if (!isStoreTrouble(error)) throw error
        return null
      }
    }

    private async take(of: KeyOf): Promise<Known | Claim> {
      this.row = of
      const owner = `${context.self}/${context.instance}`
      const claimed = await this.often(() => claim(this.postgres, this.row, owner, leaseMs, keyTtlMs))
      if (claimed.kind !== 'claimed') return claimed
      this.claim = claimed
      await context.step('after-claim')
      return claimed
    }

    private async score(): Promise<Score['risk']> {
      const message: ScoreRequest = { type: 'score', request: this.request, order: this.order }
      const { risk } = await context.call<Score>('fraud', message, { timeoutMs: FRAUD_TIMEOUT_MS, cause: this.cause })
      return risk
    }

    /** Ledger, idempotency and outbox rows. False if the claim was lost to somebody else. */
    private async record(capture: Capture, generation: number): Promise<boolean> {
      await context.step('before-commit')
      const { tenant, key } = this.row
      const { amount, currency, card, payment, chargeNo, pspKey } = capture
      const { net, fee } = split(amount)
      const withinMs = requestTimeMs(parameters)
      const values = [
        tenant, ENDPOINT, key, generation, payment, chargeNo, amount, without('lost-cent') ? net - 1 : net, fee, currency,
        card, pspKey, { ...capture }, withinMs,
      ] // prettier-ignore
      const statements = without('one-transaction') ? splitRecord(values) : [{ text: recordSql, values }]
      let result: SqlResult | undefined
      for (const [index, { text, values: own }] of statements.entries()) {
        if (index > 0) await context.step('between-commits')
        result = await this.often(() => this.postgres.query(text, own))
      }
      await context.step('after-commit')
      return Number(result!.rows[0]?.['claimed'] ?? 1) === 1
    }

    private async callPsp(capture: Capture): Promise<AttemptOutcome> {
      await context.step('before-psp')
      const { request, cause } = this
      const tries = without('outbox-retry') ? DIRECT_TRIES : 1
      let outcome: AttemptOutcome = 'unavailable'
      for (let attempt = 1; attempt <= tries && outcome !== 'captured' && outcome !== 'declined'; attempt++) {
        outcome = await charge(context, capture, { request, cause, attempt, timeoutMs: parameters.pspTimeoutMs })
      }
      await context.step('after-psp')
      if (outcome !== 'unknown') return outcome
      if (without('timeout-is-failure') || without('no-state-guard')) return 'declined'
      return without('timeout-is-success') ? 'captured' : outcome
    }

    private async answer(
      { generation, chargeNo }: Claim,
      payment: string | null,
      state: 'posted' | 'voided' | 'pending',
      response: ChargeResponse,
      risk: Score['risk'],
    ): Promise<[ChargeResponse, number]> {
      await context.step('before-answer')
      const { tenant, key } = this.row
      const { status, body } = response
      const values = [tenant, ENDPOINT, key, generation, payment, state, status, { ...body }, risk]
      const { rows } = await this.often(() => this.postgres.query(answerSql, values))
      if (rows[0]!['answered'] !== 1) return [problem(409, 'in-flight', 'Overtaken'), chargeNo]
      await context.step('after-answer')
      try {
        await remember(this.redis(), this.of, response, chargeNo, keyTtlMs)
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
          await context.clock.sleep(1 + context.rng.float() * 4 * tries)
        }
      }
    }
  }

  return {
    handle: (message, incoming) => handle(message as ChargeRequest, incoming),
    act: (verb, value, phase) => {
      if (verb === 'key-ttl') keyTtlMs = phase === 'start' ? Number(value) : parameters.keyTtlMs
      return undefined
    },
    inspect: () => ({ keyTtlMs, leaseMs, answered: { ...outcomes } }),
  }
}

const RETRYABLE: readonly string[] = [SQLSTATE.serializationFailure, SQLSTATE.deadlockDetected]

function problem(status: number, type: string, title: string, headers: Record<string, string> = {}): ChargeResponse {
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: { type, title } }
}

function unavailable(error: unknown): ChargeResponse {
  const reason = error instanceof PostgresError ? `SQLSTATE ${error.code}` : isCallError(error) ? error.code : 'error'
  return problem(503, 'unavailable', `Nothing was decided: ${reason}`, { 'retry-after': '1' })
}

/** The answer to a request whose key is known. */
function responseOf(known: Known): [ChargeResponse, number, boolean] {
  if (known.kind === 'answered') return [known.response, known.chargeNo, true]
  return known.kind === 'busy'
    ? [problem(409, 'in-flight', 'A request with this key is being worked on', { 'retry-after': '1' }), 0, false]
    : [problem(422, 'key-reused', 'This key was used with another payload'), 0, false]
}

/** What becomes of a payment, and what its client is told. */
function conclusionOf(
  outcome: AttemptOutcome,
  payment: string,
  { amount, currency }: Order,
): ['posted' | 'voided' | 'pending', ChargeResponse] {
  const body = (state: 'posted' | 'voided' | 'pending'): ChargeBody => ({ payment, state, amount, currency })
  if (outcome === 'captured') return ['posted', { status: 201, headers: {}, body: body('posted') }]
  if (outcome === 'declined') return ['voided', { status: 402, headers: {}, body: body('voided') }]
  return ['pending', { status: 202, headers: {}, body: body('pending') }]
}

/**
 * What one transaction is there for to prevent: the payment with its journal, the key, and the event are committed one
 * after the other.
 */
function splitRecord(values: SqlStatement['values']): SqlStatement[] {
  const [tenant, endpoint, key, generation, payment, , , , , , , , capture, withinMs] = values!
  const ledgerOnly = recordSql
    .replace("SET recovery_point = 'recorded', payment = $5, risk = 'accept'", "SET risk = 'accept'")
    .replace(/, event AS \([\s\S]*?\n\)\nSELECT/, '\nSELECT')
    .replace(
      'SELECT count(*)::int AS claimed FROM claimed',
      'SELECT count(*)::int AS claimed, $13::jsonb, $14::float8 FROM claimed',
    )
  return [
    { text: ledgerOnly, values: values! },
    {
      text: `UPDATE idempotency_keys SET recovery_point = 'recorded', payment = $5
              WHERE (tenant, endpoint, key) = ($1, $2, $3) AND lease_generation = $4`,
      values: [tenant!, endpoint!, key!, generation!, payment!],
    },
    {
      text: `INSERT INTO outbox (aggregateid, payload, available_at)
             VALUES ($1, $2, now() + $3::float8 * interval '1 ms') ON CONFLICT DO NOTHING`,
      values: [payment!, capture!, withinMs!],
    },
  ]
}
