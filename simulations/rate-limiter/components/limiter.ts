/** Asks Redis: one script decides for all policies of a request and records it, all or nothing. */
import { runScript } from '~/infra/redis/script'
import { RedisError, type RedisClient, type RedisReply } from '~/infra/redis/port'
import type { Algorithm } from '../algorithms/algorithm'
import type { Policy } from '../policies'
import type { Decision } from '../requests'

/** What a check against Redis needs besides its policies. */
export interface LimiterOptions {
  readonly algorithm: Algorithm
  readonly windowMs: number
  readonly guardMs: number
}

/** Decides by script. The member is unique per request, so that requests of one microsecond do not collapse into one. */
export async function decideByScript(
  client: RedisClient,
  member: string,
  policies: readonly Policy[],
  options: LimiterOptions,
  callersClockMs?: number,
): Promise<Decision> {
  const script = policies.length === 1 ? options.algorithm.shared : options.algorithm.composite
  const windowUs = String(options.windowMs * 1000)
  const args = [member, String(options.guardMs * 1000)]
  for (const policy of policies) args.push(String(policy.limit), windowUs)
  if (callersClockMs !== undefined) args.push(String(Math.round(callersClockMs * 1000)))
  const reply = await runScript(
    client,
    script,
    policies.map(({ key }) => key),
    args,
  )
  const [allowed, binding, remaining, retryUs] = reply as number[]
  return decisionOf(policies[binding! - 1]!, allowed === 1, remaining!, retryUs! / 1000, options.windowMs)
}

/**
 * What the script is there for to prevent: the counts are read in one trip and the entry is written in a second one. Between
 * the two others read the same counts.
 */
export async function decideByReadThenWrite(
  client: RedisClient,
  member: string,
  policies: readonly Policy[],
  options: LimiterOptions,
): Promise<Decision> {
  const horizonMs = options.windowMs + options.guardMs
  const [time] = await client.pipeline([['TIME']])
  const nowUs = Number((time as string[])[0]) * 1e6 + Number((time as string[])[1])
  const reads = policies.flatMap(({ key }) => [
    ['ZREMRANGEBYSCORE', key, '-inf', String(nowUs - horizonMs * 1000)],
    ['ZCARD', key],
  ])
  const counts = (await client.pipeline(reads)).filter((_, index) => index % 2 === 1)
  const used = counts.map((count) => numberOf(count))
  const full = policies.findIndex((policy, index) => used[index]! >= policy.limit)
  if (full >= 0) return decisionOf(policies[full]!, false, 0, options.windowMs, options.windowMs)
  await client.pipeline([
    ['MULTI'],
    ...policies.flatMap(({ key }) => [
      ['ZADD', key, String(nowUs), member],
      ['PEXPIRE', key, String(horizonMs)],
    ]),
    ['EXEC'],
  ])
  const left = policies.map((policy, index) => policy.limit - used[index]! - 1)
  const binding = left.indexOf(Math.min(...left))
  return decisionOf(policies[binding]!, true, left[binding]!, 0, options.windowMs)
}

function numberOf(reply: RedisReply): number {
  if (reply instanceof RedisError) throw reply
  return Number(reply)
}

function decisionOf(
  policy: Policy,
  allowed: boolean,
  remaining: number,
  retryAfterMs: number,
  windowMs: number,
): Decision {
  const { name, key, limit } = policy
  return { policy: name, key, allowed, limit, windowMs, remaining, retryAfterMs, source: 'redis' }
}
