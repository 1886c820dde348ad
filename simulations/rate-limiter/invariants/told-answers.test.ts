/** What `honest-answers` compares an answer of Redis with: each way to count, on answers made by hand. */
import { describe, expect, test } from 'vitest'
import { parameterValues } from '~/kernel/parameter'
import type { TraceEvent } from '~/kernel/trace'
import { parameters } from '../parameters'
import { honestAnswers } from './honest-answers'
import type { Consumption, RedisHistory } from './redis-history'

/** What Redis has said about one request for a key of limit 10, and what the log of the checker knew before. */
interface Answer {
  readonly nowUs: number
  readonly allowed: boolean
  readonly remaining: number
  readonly retryAfterUs: number
  readonly used: number
  readonly oldestUs: number | undefined
}

/** Where in a list of answers the first wrong one is, or null. */
function firstWrong(algorithm: string, answers: readonly Answer[]): number | null {
  const read = ({ data }: TraceEvent) => data as Consumption
  const values = parameterValues(parameters, { algorithm, windowMs: '1000', redisTimeoutMs: '25' })
  const checker = honestAnswers(values, { read } as unknown as RedisHistory)
  const state = checker.create()
  for (const [index, { used, oldestUs, ...said }] of answers.entries()) {
    const request = index + 1
    const data = {
      ...said, request, keys: ['k'], limits: [10], usedBefore: [used], oldestUs: [oldestUs], inWindow: [0], logs: [],
      isRepeat: false,
    } satisfies Consumption // prettier-ignore
    checker.step(state, {
      n: request, t: said.nowUs / 1000, kind: 'reply', node: 'redis', instance: 0, arrow: 'gateway~redis', op: request,
      id: request, cause: 0, key: '', data,
    }) // prettier-ignore
    if (checker.broken(state) !== null) return index
  }
  return null
}

/**
 * How many fit at once from an empty quota at an instant, how long it then takes until one more fits, and how many are left
 * after that one. All are worked out by hand; the log keeps entries 25 ms longer than the window.
 */
const CASES = [
  { algorithm: 'sliding-log', atUs: 300_000, fitting: 10, waitUs: 1_025_000, leftThen: 9 },
  { algorithm: 'fixed-window', atUs: 100_000, fitting: 10, waitUs: 900_000, leftThen: 9 },
  // Ten of the window before count nine tenths, a tenth into the next one.
  { algorithm: 'sliding-counter', atUs: 300_000, fitting: 10, waitUs: 800_000, leftThen: 0 },
  // A burst is a fifth of the limit, and one leaks in a tenth of a second.
  { algorithm: 'gcra', atUs: 300_000, fitting: 2, waitUs: 100_000, leftThen: 0 },
]

describe.each(CASES)('by $algorithm', ({ algorithm, atUs, fitting, waitUs, leftThen }) => {
  const filling = Array.from({ length: fitting }, (_, used): Answer => ({
    nowUs: atUs,
    allowed: true,
    remaining: fitting - 1 - used,
    retryAfterUs: 0,
    used,
    oldestUs: used === 0 ? undefined : atUs,
  }))
  const refused: Answer = {
    nowUs: atUs,
    allowed: false,
    remaining: 0,
    retryAfterUs: waitUs,
    used: fitting,
    oldestUs: atUs,
  }
  const onTime: Answer = { nowUs: atUs + waitUs, allowed: true, remaining: leftThen, retryAfterUs: 0, used: 0, oldestUs: undefined } // prettier-ignore
  const honest = [...filling, refused, onTime]

  test('the truth is believed', () => {
    expect(firstWrong(algorithm, honest)).toBeNull()
  })

  test.each<[string, number, Partial<Answer>]>([
    ['one more is left than is', 0, { remaining: fitting }],
    ['one less is left than is', 0, { remaining: fitting - 2 }],
    ['one is left where none is', fitting - 1, { remaining: 1 }],
    ['one is refused where it fits', fitting - 1, { allowed: false, remaining: 0, retryAfterUs: waitUs }],
    ['one is admitted where none fits', fitting, { allowed: true, retryAfterUs: 0 }],
    ['the wait is a microsecond too short', fitting, { retryAfterUs: waitUs - 1 }],
    ['the wait is a microsecond too long', fitting, { retryAfterUs: waitUs + 1 }],
    ['one more is left than is, after the wait', fitting + 1, { remaining: leftThen + 1 }],
  ])('it is noticed if %s', (_, index, lie) => {
    expect(firstWrong(algorithm, honest.with(index, { ...honest[index]!, ...lie }))).toBe(index)
  })
})
