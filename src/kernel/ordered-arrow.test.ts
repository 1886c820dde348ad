/** An arrow on which processes keep connections: nothing on it overtakes anything. */
import { describe, expect, test } from 'vitest'
import type { Component, Context, Message } from './component'
import { defineDiagram } from './diagram'
import { createEngine } from './engine'
import { defineSimulation } from './simulation'
import { BARE, bareRun } from './testing/bare-simulation'

const MESSAGES = 200

interface Numbered extends Message {
  readonly number: number
}

/** The order in which messages that were sent one after another arrived, and in which they were answered. */
async function ordersOf(isOrdered: boolean, actions: readonly string[] = []) {
  const arrived: number[] = []
  const answered: number[] = []

  function createSender({ call, clock }: Context<'receiver'>): Component {
    return {
      async start() {
        for (let number = 0; number < MESSAGES; number++) {
          const message: Numbered = { type: 'number', request: 0, number }
          void call<number>('receiver', message, { timeoutMs: 10_000 }).then((answer) => answered.push(answer))
          await clock.sleep(0.1)
        }
      },
    }
  }

  const simulation = defineSimulation({
    ...BARE,
    diagram: defineDiagram({
      id: 'ordered',
      file: '',
      title: '',
      line: '',
      order: 1,
      boxes: {
        sender: { label: '', kind: 'service', at: { x: 0, y: 0 } },
        receiver: { label: '', kind: 'service', at: { x: 300, y: 0 } },
      },
      arrows: [{ from: 'sender', to: 'receiver', latency: { kind: 'exponential', minMs: 0.1, meanMs: 3 }, isOrdered }],
      claims: [],
      legend: [],
    }),
    parameters: {},
    boot: () => Promise.resolve({}),
    components: {
      sender: createSender,
      receiver: () => ({
        handle(message) {
          const { number } = message as Numbered
          arrived.push(number)
          return number
        },
      }),
    },
    verbs: {},
    scenarios: [{ id: 'play', title: '', hypothesis: '', durationMs: 1_000, settleMs: 100, actions, load: () => [] }],
    code: { sender: [], receiver: [] },
  })
  const engine = await createEngine(simulation, bareRun('ordered'), { load: () => Promise.reject(new Error('none')) })
  await engine.advance(engine.totalMs, Infinity)
  return { arrived, answered }
}

const inOrder = Array.from({ length: MESSAGES }, (_, number) => number)

describe('messages whose delays differ', () => {
  test('arrive and are answered in the order in which they were sent', async () => {
    expect(await ordersOf(true)).toEqual({ arrived: inOrder, answered: inOrder })
  })

  test('do so when the arrow is slow for a while, too', async () => {
    expect(await ordersOf(true, ['delay:sender~receiver=20@5-10'])).toEqual({ arrived: inOrder, answered: inOrder })
  })

  test('overtake each other on an arrow without connections', async () => {
    const { arrived } = await ordersOf(false)
    expect(arrived).not.toEqual(inOrder)
    expect(arrived.toSorted((a, b) => a - b)).toEqual(inOrder)
  })
})
