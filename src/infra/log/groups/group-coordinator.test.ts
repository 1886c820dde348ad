import { describe, expect, test } from 'vitest'
import type { Ask, Doing, Fact } from '../controller/testing/cluster-run'
import type * as api from '../protocol/group-api'
import {
  beat,
  commitOffset as commit,
  fetchOffsets as fetch,
  findCoordinator as coordinator,
  GROUP,
  joinAlone,
  playGroupRun as play,
} from './testing/group-run'
import { SharedLogs } from './testing/shared-partitions'

const ORDERS = [0, 1].map((partition) => ({ topic: 'orders', partition }))
const NO_MEMBER = { memberId: '', generationId: -1 }
const groupFacts = (facts: readonly Fact[]) => facts.filter(({ key }) => key === 'group').map(({ data }) => data)
const quick = { initialRebalanceDelayMs: 100 }

describe('the group coordinator', () => {
  test('has its topic created when it is first looked for, and keeps what is committed', async () => {
    const run = await play(
      [
        [
          5_000,
          async (ask, { clock }) => {
            const node = await coordinator(ask, (ms) => clock.sleep(ms))
            const member = await joinAlone(ask, node)
            const committed = await commit(ask, node, member, 42)
            const stale = await commit(ask, node, { ...member, generationId: 0 }, 7)
            const other = await beat(ask, (node + 1) % 3, member)
            return { member, committed, stale, other, offsets: await fetch(ask, node) }
          },
        ],
      ],
      12_000,
      { groups: quick },
    )
    const { member, ...outcome } = run.outcomes[0] as { member: { memberId: string; generationId: number } }
    expect(outcome).toEqual({
      committed: { partitions: [{ topic: 'orders', partition: 0, error: 'NONE' }] },
      stale: { partitions: [{ topic: 'orders', partition: 0, error: 'ILLEGAL_GENERATION' }] },
      other: { error: 'NOT_COORDINATOR' },
      offsets: {
        error: 'NONE',
        partitions: [
          { topic: 'orders', partition: 0, offset: 42, leaderEpoch: 2, metadata: '', error: 'NONE' },
          { topic: 'orders', partition: 1, offset: -1, leaderEpoch: -1, metadata: '', error: 'NONE' },
        ],
      },
    })
    expect(groupFacts(run.facts)).toEqual([
      {
        group: GROUP,
        state: 'Stable',
        generation: 1,
        members: [{ member: member.memberId, client: 'client/0', assignment: ['orders-0', 'orders-1'] }],
      },
    ])
  })

  test('goes on with the generation at another broker when its own dies', async () => {
    let dead = -1
    const story: Doing[1] = async (ask, { clock }) => {
      const sleep = (ms: number) => clock.sleep(ms)
      const node = await coordinator(ask, sleep)
      dead = node
      const member = await joinAlone(ask, node)
      await commit(ask, node, member, 42)
      await sleep(20_000 - clock.monotonicMs())
      const next = await coordinator(ask, sleep)
      return { node, next, beat: await beat(ask, next, member), offsets: await fetch(ask, next) }
    }
    // Which broker it is follows from the seed: the first run finds out.
    await play([[5_000, story]], 9_000, { groups: quick })
    const run = await play([[5_000, story]], 25_000, { groups: quick, actions: [`crash:kafka/${dead}@9000-60000`] })
    const outcome = run.outcomes[0] as { node: number; next: number }
    expect(outcome.next).not.toBe(outcome.node)
    expect(outcome).toMatchObject({
      beat: { error: 'NONE' },
      offsets: { error: 'NONE', partitions: [{ offset: 42 }, { offset: -1 }] },
    })
  })

  test('shows an offset only when it is committed, and says nothing of one that may be', async () => {
    const logs = new SharedLogs()
    const run = await play(
      [
        [
          5_000,
          async (ask, { clock }) => {
            const node = await coordinator(ask, (ms) => clock.sleep(ms))
            await commit(ask, node, NO_MEMBER, 1)
            logs.isStuck = true
            const committed = await commit(ask, node, NO_MEMBER, 2)
            const unstable = await fetch(ask, node)
            logs.commitAll()
            return { committed, unstable, after: await fetch(ask, node) }
          },
        ],
      ],
      12_000,
      { logs, groups: { offsetsCommitTimeoutMs: 500 } },
    )
    expect(run.outcomes[0]).toMatchObject({
      committed: { partitions: [{ error: 'COORDINATOR_NOT_AVAILABLE' }] },
      unstable: { error: 'NOT_COORDINATOR', partitions: [] },
      after: { error: 'NONE', partitions: [{ offset: 2 }, { offset: -1 }] },
    })
  })

  test('tools set offsets of a group without members only, and delete such a group only', async () => {
    const describeGroups = (ask: Ask, node: number) =>
      ask<api.DescribeGroupsRequest>(node, { type: 'DescribeGroups', groups: [GROUP] })
    const remove = (ask: Ask, node: number) =>
      ask<api.DeleteGroupsRequest>(node, { type: 'DeleteGroups', groups: [GROUP] })
    const run = await play(
      [
        [
          5_000,
          async (ask, { clock }) => {
            const node = await coordinator(ask, (ms) => clock.sleep(ms))
            const missing = await remove(ask, node)
            const member = await joinAlone(ask, node)
            const refused = await commit(ask, node, NO_MEMBER, 9)
            const busy = await remove(ask, node)
            const held = await ask<api.OffsetDeleteRequest>(node, {
              type: 'OffsetDelete',
              groupId: GROUP,
              partitions: ORDERS,
            })
            await ask<api.LeaveGroupRequest>(node, {
              type: 'LeaveGroup',
              groupId: GROUP,
              members: [{ memberId: member.memberId, groupInstanceId: null, reason: '' }],
            })
            const set = await commit(ask, node, NO_MEMBER, 9)
            const empty = await describeGroups(ask, node)
            const removed = await remove(ask, node)
            const gone = await describeGroups(ask, node)
            const offsets = await fetch(ask, node)
            return { missing, refused, busy, held, set, empty, removed, gone, offsets }
          },
        ],
      ],
      12_000,
      { groups: quick },
    )
    expect(run.outcomes[0]).toMatchObject({
      missing: { groups: [{ error: 'GROUP_ID_NOT_FOUND' }] },
      refused: { partitions: [{ error: 'UNKNOWN_MEMBER_ID' }] },
      busy: { groups: [{ error: 'NON_EMPTY_GROUP' }] },
      held: { error: 'NONE', partitions: [{ error: 'GROUP_SUBSCRIBED_TO_TOPIC' }, {}] },
      set: { partitions: [{ error: 'NONE' }] },
      empty: { groups: [{ state: 'Empty', generationId: 2, members: [] }] },
      removed: { groups: [{ error: 'NONE' }] },
      gone: { groups: [{ state: 'Dead' }] },
      offsets: { partitions: [{ offset: -1 }, { offset: -1 }] },
    })
  })

  test('forgets offsets some time after the group is empty, not before', async () => {
    const expiry = { offsetsRetentionMs: 10_000, offsetsRetentionCheckIntervalMs: 1_000 }
    const run = await play(
      [
        [
          5_000,
          async (ask, { clock }) => {
            const node = await coordinator(ask, (ms) => clock.sleep(ms))
            const member = await joinAlone(ask, node)
            await commit(ask, node, member, 42)
            await clock.sleep(15_000)
            const kept = await fetch(ask, node)
            await ask<api.LeaveGroupRequest>(node, {
              type: 'LeaveGroup',
              groupId: GROUP,
              members: [{ memberId: member.memberId, groupInstanceId: null, reason: '' }],
            })
            await clock.sleep(9_000)
            const still = await fetch(ask, node)
            await clock.sleep(3_000)
            const { groups } = await ask<api.ListGroupsRequest>(node, { type: 'ListGroups' })
            return { kept, still, gone: await fetch(ask, node), groups }
          },
        ],
      ],
      40_000,
      { groups: { ...quick, ...expiry } },
    )
    expect(run.outcomes[0]).toMatchObject({
      kept: { partitions: [{ offset: 42 }, {}] },
      still: { partitions: [{ offset: 42 }, {}] },
      gone: { partitions: [{ offset: -1 }, {}] },
      groups: [],
    })
  })
})
