/** Property: whatever is lost or moved, an acknowledged record is stored once, in order, and every send ends. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { playClientRun } from '../testing/client-run'
import { judgeOrder } from '../testing/order-check'
import type { Effect, ScriptedCluster } from '../testing/scripted-cluster'
import { outcomeOf, record } from '../testing/texts'

const TOPIC = 'orders.v1'
const PARTITIONS = 2
const DURATION_MS = 90_000

const effect = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  fc.constantFrom<Effect>(
    'lose-request',
    'lose-answer',
    { error: 'NOT_LEADER_OR_FOLLOWER' },
    { error: 'NOT_ENOUGH_REPLICAS' },
    { delayMs: 30 },
    { delayMs: 700 },
  ),
)

const faults = fc.record({
  effects: fc.array(effect, { maxLength: 60 }),
  moves: fc.array(
    fc.record({ afterMs: fc.integer({ min: 1, max: 400 }), partition: fc.nat(PARTITIONS - 1), leader: fc.nat(2) }),
    { maxLength: 4 },
  ),
  gapsMs: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 10, maxLength: 60 }),
  batchSize: fc.constantFrom(1, 200, 16_384),
  deliveryTimeoutMs: fc.constantFrom(1_000, 30_000),
})

test('an acknowledged record is stored once, at its offset, in the order of its partition', async () => {
  await fc.assert(
    fc.asyncProperty(faults, async ({ effects, moves, gapsMs, batchSize, deliveryTimeoutMs }) => {
      const outcomes: (number | string)[][] = Array.from({ length: PARTITIONS }, () => [])
      let cluster: ScriptedCluster | undefined
      let seen = 0
      const run = await playClientRun({
        topics: { [TOPIC]: PARTITIONS },
        durationMs: DURATION_MS,
        script: (made) => {
          cluster = made
          made.script = (request) => (request.type === 'Produce' ? effects[seen++] : undefined)
        },
        programs: [
          async (clients, { clock }) => {
            const producer = clients.producer({ batchSize, lingerMs: 2, requestTimeoutMs: 500, deliveryTimeoutMs })
            void move(clock)
            const sends: Promise<void>[] = []
            for (let value = 0; value < gapsMs.length; value += 1) {
              await clock.sleep(gapsMs[value]!)
              for (let partition = 0; partition < PARTITIONS; partition += 1) {
                const sent = outcomeOf(producer.send(record(TOPIC, partition, String(value))))
                sends.push(sent.then((outcome) => void (outcomes[partition]![value] = outcome)))
              }
            }
            await Promise.all(sends)
          },
        ],
      })
      async function move(clock: { sleep(ms: number): Promise<void> }): Promise<void> {
        for (const { afterMs, partition, leader } of moves) {
          await clock.sleep(afterMs)
          cluster!.partition({ topic: TOPIC, partition }).lead(leader)
        }
      }
      for (let partition = 0; partition < PARTITIONS; partition += 1) {
        const ended = outcomes[partition]!
        expect(Object.keys(ended)).toHaveLength(gapsMs.length)
        expect(judgeOrder(run.cluster.partition({ topic: TOPIC, partition }), ended)).toEqual([])
      }
    }),
    { numRuns: 150 },
  )
})
