/** Retries within a cap, a deadline and a budget. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { RetryBudget, withRetry, type RetryPolicy } from './retry'
import { ManualClock } from './testing/manual-clock'

const POLICY: RetryPolicy = {
  triesMax: 3,
  backoff: { firstMs: 100, factor: 2, maxMs: 1_000, jitter: 0 },
  isRetryable: () => true,
  budget: new RetryBudget(1, 100),
}

/** Fails with these errors, one after another, and then works; tells how often and when it was tried. */
async function retrying(errors: readonly Error[], policy: Partial<RetryPolicy> = {}, deadlineMs = Infinity) {
  const clock = new ManualClock()
  const tries: number[] = []
  const action = (number: number) => {
    tries.push(clock.monotonicMs())
    const error = errors[number - 1]
    return error === undefined ? Promise.resolve('done') : Promise.reject(error)
  }
  const outcome = withRetry({ clock, rng: createRng(1) }, { ...POLICY, ...policy }, deadlineMs, action).catch(
    (error: Error) => error.message,
  )
  await clock.advance(10_000)
  return { outcome: await outcome, tries }
}

const failed = new Error('failed')
const other = new Error('other')

describe('a retry', () => {
  test.each([
    ['is not needed', [], {}, Infinity, 'done', [0]],
    ['comes after the backoff', [failed, failed], {}, Infinity, 'done', [0, 100, 300]],
    ['ends at the cap', [failed, failed, failed], {}, Infinity, 'failed', [0, 100, 300]],
    ['is not made where it cannot help', [failed], { isRetryable: () => false }, Infinity, 'failed', [0]],
    ['is not made when it would come after the deadline', [failed, failed], {}, 300, 'failed', [0, 100]],
    ['is not made without budget', [failed], { budget: new RetryBudget(0, 0) }, Infinity, 'failed', [0]],
    [
      'is not made of what the filter leaves out',
      [failed, other],
      { isRetryable: (error: unknown) => error === failed },
      Infinity,
      'other',
      [0, 100],
    ],
  ])('%s', async (_name, errors, policy, deadlineMs, outcome, tries) => {
    expect(await retrying(errors, policy, deadlineMs)).toEqual({ outcome, tries })
  })
})

test('whatever happens, at most the budget’s share of the requests and its reserve are retries', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, fc.nat({ max: 10 }), fc.array(fc.boolean()), (each, reserve, asks) => {
      const budget = new RetryBudget(each, reserve)
      let requests = 0
      let retries = 0
      for (const isRetry of asks) {
        if (!isRetry) {
          requests++
          budget.deposit()
        } else if (budget.withdraw()) {
          retries++
        }
        expect(retries).toBeLessThanOrEqual(requests * each + reserve + 1e-9)
      }
    }),
  )
})

test.each([
  [1.1, 0, 'share is 0 to 1, not 1.1'],
  [0.1, -1, 'reserve is 0 or more, not -1'],
])('a budget refuses %d and %d', (share, reserve, message) => {
  expect(() => new RetryBudget(share, reserve)).toThrow(new RangeError(message))
})
