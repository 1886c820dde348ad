/** The whole cluster: the controller quorum, replication and the group coordinator in every broker, and what is done to them. */
import { describe, expect, test } from 'vitest'
import { ClusterMetadataPart } from '../controller/metadata-part'
import { GroupCoordinatorPart } from '../groups/group-coordinator'
import { createRng } from '~/kernel/random'
import { live, look, type Story } from './cluster-story'
import { drawTroubles } from './draw-troubles'
import { playLogRun, type LogRun } from './log-run'

const END_MS = 85_000

function play(actions: readonly string[], seed = 1): Promise<LogRun> {
  return playLogRun({
    createMetadata: (context) => new ClusterMetadataPart(context),
    others: [(context, metadata, partitions) => new GroupCoordinatorPart(context, metadata, partitions)],
    actions,
    seed,
    durationMs: END_MS + 20_000,
    doings: [
      [3_000, (client) => live(client, 40_000)],
      [END_MS, look],
    ],
    options: { replicaLagTimeMaxMs: 5_000 },
  })
}

function expectHealed({ outcomes }: LogRun): void {
  const story = outcomes[0]!.result as Story
  const seen = outcomes[1]!.result as Awaited<ReturnType<typeof look>>
  expect(story.acknowledged.length).toBeGreaterThan(20)
  // Sent anew, a number may be there twice in a row, and never after a later one.
  const numbers = seen.values.map(Number)
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect([...new Set(seen.values)]).toEqual(story.acknowledged)
  expect(seen.committed).toBe(story.committed)
  expect(seen.isr).toEqual([0, 1, 2])
}

describe('nothing that was acknowledged is lost, and the cluster heals by itself', () => {
  test.each([
    ['nothing', []],
    ['broker 0 dies', ['crash:kafka/0@12000-25000']],
    ['broker 1 dies', ['crash:kafka/1@12000-25000']],
    ['broker 2 dies', ['crash:kafka/2@12000-25000']],
    ['broker 0 is back before its session is over', ['crash:kafka/0@12000-13000']],
    ['all three die at once', ['crash:kafka@12000-14000']],
    ['one after the other', ['crash:kafka/0@10000-14000', 'crash:kafka/1@20000-24000', 'crash:kafka/2@30000-34000']],
    [
      '0 and 2 do not hear each other',
      ['partition:kafka/0~kafka/2@10000-25000', 'partition:kafka/2~kafka/0@10000-25000'],
    ],
    ['0 is frozen', ['freeze:kafka/0@12000-24000']],
    ['a fifth of all messages between brokers is lost', ['loss:kafka~kafka=0.2@10000-25000']],
  ])('%s', async (_, actions) => {
    const run = await play(actions)
    expectHealed(run)
  })

  test('twenty seeds of whatever may happen', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const actions = drawTroubles(createRng(seed), 6_000, 34_000)
      // A failure names what led to it.
      await expect(
        play(actions, seed).then(expectHealed),
        `seed ${seed}: ${actions.join(' ')}`,
      ).resolves.toBeUndefined()
    }
  })
})
