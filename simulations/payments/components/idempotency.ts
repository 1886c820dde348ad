/**
 * The idempotency store as the API uses it. Redis is the fast path: a check-and-set that answers most repetitions without
 * the database. The row in Postgres is the truth: a unique constraint decides, a lease with a generation fences.
 */
import type { PostgresClient } from '~/infra/postgres/port'
import type { RedisClient } from '~/infra/redis/port'
import type { ChargeBody, ChargeResponse, Score } from '../messages'
import { claimSql } from './sql'

/** The endpoint keys are scoped by, besides the tenant. */
export const ENDPOINT = 'POST /charge'

/** What is known of a key: an answer to replay, somebody at work on it, another payload, or nothing in the way. */
export type Known =
  | { readonly kind: 'answered'; readonly response: ChargeResponse; readonly chargeNo: number }
  | { readonly kind: 'busy' }
  | { readonly kind: 'other-payload' }

/** A claim: the right to work on a key until its lease is over. */
export interface Claim {
  readonly kind: 'claimed'
  readonly generation: number
  readonly chargeNo: number
  /** Where a predecessor that has died got to. */
  readonly recoveryPoint: 'claimed' | 'recorded'
  /** The decision of the fraud check, if one was stored. */
  readonly risk: Score['risk'] | null
}

/** A request by what identifies it. */
export interface KeyOf {
  readonly tenant: string
  readonly key: string
  readonly fingerprint: string
}

interface Marker {
  readonly fingerprint: string
  readonly response?: ChargeResponse
  readonly chargeNo?: number
}

/** Keys of one tenant stay together on a cluster. */
function redisKey({ tenant, key }: KeyOf): string {
  return `idem:{${tenant}}:charge:${key}`
}

/**
 * Asks Redis: null if the way is free, which is then marked as taken for a while, or if only Postgres can tell. A mark that
 * would outlast the time it was given was set before the clock of Redis jumped back: whoever set it may have died long ago, so
 * it is not believed. The same goes for an answer, whose key may have expired meanwhile.
 */
export async function checkAndSet(redis: RedisClient, of: KeyOf, markMs: number, ttlMs: number): Promise<Known | null> {
  const name = redisKey(of)
  const marker: Marker = { fingerprint: of.fingerprint }
  const [isSet, found, leftMs] = await redis.pipeline([
    ['SET', name, JSON.stringify(marker), 'NX', 'PX', String(markMs)],
    ['GET', name],
    ['PTTL', name],
  ])
  if (isSet === 'OK' || typeof found !== 'string') return null
  const known = JSON.parse(found) as Marker
  const isBelieved = Number(leftMs) <= (known.response === undefined ? markMs : ttlMs)
  return isBelieved ? knownOf(known, of) : null
}

function knownOf({ fingerprint, response, chargeNo }: Marker, of: KeyOf): Known {
  if (fingerprint !== of.fingerprint) return { kind: 'other-payload' }
  return response === undefined ? { kind: 'busy' } : { kind: 'answered', response, chargeNo: chargeNo! }
}

/** Leaves the answer where repetitions look first. */
export async function remember(
  redis: RedisClient,
  of: KeyOf,
  response: ChargeResponse,
  chargeNo: number,
  ttlMs: number,
): Promise<void> {
  const marker: Marker = { fingerprint: of.fingerprint, response, chargeNo }
  await redis.command(['SET', redisKey(of), JSON.stringify(marker), 'PX', String(ttlMs)])
}

/** Takes the mark away again. */
export async function unmark(redis: RedisClient, of: KeyOf): Promise<void> {
  await redis.command(['DEL', redisKey(of)])
}

/** Asks Postgres, which claims the key if it can be claimed. */
export async function claim(
  postgres: PostgresClient,
  { tenant, key, fingerprint }: KeyOf,
  owner: string,
  leaseMs: number,
  ttlMs: number,
): Promise<Known | Claim> {
  const { rows } = await postgres.query(claimSql, [tenant, ENDPOINT, key, fingerprint, owner, leaseMs, ttlMs])
  const row = rows[0]
  // Somebody else has inserted the row after this statement began.
  if (row === undefined) return { kind: 'busy' }
  const { how, recovery_point, charge_no, risk, status, body, lease_generation } = row
  const chargeNo = Number(charge_no)
  switch (how) {
    case 'taken':
      return {
        kind: 'claimed',
        generation: Number(lease_generation),
        chargeNo,
        recoveryPoint: recovery_point as Claim['recoveryPoint'],
        risk: risk as Claim['risk'],
      }
    case 'answered':
      return { kind: 'answered', response: { status: Number(status), headers: {}, body: body as ChargeBody }, chargeNo }
    case 'other-payload':
      return { kind: 'other-payload' }
    default:
      return { kind: 'busy' }
  }
}
