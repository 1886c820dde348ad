/** Slots that are given back, whatever happens. */
import { describe, expect, test } from 'vitest'
import { Bulkhead, BulkheadFull } from './bulkhead'

interface Gate {
  readonly open: (isOk?: boolean) => void
  readonly call: () => Promise<string>
}

function gate(): Gate {
  let end = (_isOk: boolean) => {}
  const opened = new Promise<string>((resolve, reject) => {
    end = (isOk) => (isOk ? resolve('done') : reject(new Error('failed')))
  })
  return { open: (isOk = true) => end(isOk), call: () => opened }
}

describe('a bulkhead', () => {
  test('runs so many calls at once, lets so many wait, and turns the rest away', async () => {
    const bulkhead = new Bulkhead({ concurrencyMax: 2, queueLengthMax: 1 })
    const gates = [gate(), gate(), gate()]
    const calls = gates.map(({ call }) => bulkhead.run(call))
    expect(bulkhead).toMatchObject({ inFlight: 2, waiting: 1 })
    await expect(bulkhead.run(gate().call)).rejects.toThrow(BulkheadFull)
    for (const { open } of gates) open()
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done'])
    expect(bulkhead).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  test('gives the slot of a failed call to the next in line', async () => {
    const bulkhead = new Bulkhead({ concurrencyMax: 1, queueLengthMax: 2 })
    const first = gate()
    const order: string[] = []
    const calls = [
      bulkhead.run(first.call).catch(() => order.push('failed')),
      bulkhead.run(() => Promise.resolve(order.push('second'))),
      bulkhead.run(() => Promise.resolve(order.push('third'))),
    ]
    first.open(false)
    await Promise.all(calls)
    expect(order.toSorted()).toEqual(['failed', 'second', 'third'])
    expect(order.indexOf('second')).toBeLessThan(order.indexOf('third'))
    expect(bulkhead.inFlight).toBe(0)
  })

  test('lets go of a caller that gives up waiting', async () => {
    const bulkhead = new Bulkhead({ concurrencyMax: 1, queueLengthMax: 1 })
    const first = gate()
    const controller = new AbortController()
    const running = bulkhead.run(first.call)
    let made = false
    const waiting = bulkhead.run(() => Promise.resolve((made = true)), controller.signal)
    controller.abort(new Error('gave up'))
    await expect(waiting).rejects.toThrow('gave up')
    expect(bulkhead.waiting).toBe(0)
    first.open()
    await running
    expect(made).toBe(false)
    expect(bulkhead.inFlight).toBe(0)
  })

  test('keeps the slot of a call whose signal is aborted later until the call is over', async () => {
    const bulkhead = new Bulkhead({ concurrencyMax: 1, queueLengthMax: 1 })
    const [first, second] = [gate(), gate()]
    const controller = new AbortController()
    const calls = [bulkhead.run(first.call), bulkhead.run(second.call, controller.signal)]
    first.open()
    await calls[0]
    controller.abort(new Error('gave up'))
    expect(bulkhead.inFlight).toBe(1)
    second.open()
    expect(await calls[1]).toBe('done')
    expect(bulkhead.inFlight).toBe(0)
  })

  test.each([
    [{ concurrencyMax: 0, queueLengthMax: 0 }, 'concurrencyMax is 1 or more, not 0'],
    [{ concurrencyMax: 1, queueLengthMax: -1 }, 'queueLengthMax is 0 or more, not -1'],
  ])('refuses %j', (options, message) => {
    expect(() => new Bulkhead(options)).toThrow(new RangeError(message))
  })
})
