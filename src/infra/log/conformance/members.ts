/** Cases about the group coordinator, asked without any client: what it says to members that do things in another order. */
import type { JoinGroupRequest } from '../protocol/group-api'
import { type ConformanceCase, until } from './bench'
import { rawGroup, SUBSCRIPTION } from './raw-group'
import { topic } from './topic'

export const memberCases: readonly ConformanceCase[] = [
  {
    name: 'a member without an id is given one, joins with it and leads the group',
    expected: {
      first: ['MEMBER_ID_REQUIRED', true, -1, []],
      second: ['NONE', true, 1, 'range', true, 1],
      assignment: [['NONE', [3, 1]], ['NONE', [3, 1]]],
      beat: 'NONE',
    }, // prettier-ignore
    async observe(bench) {
      const made = await rawGroup(bench)
      const first = await made.join('')
      const second = await made.join(first.memberId)
      const { memberId, generationId, protocolName, leader } = second
      const synced = [await made.sync(memberId, generationId, [3, 1]), await made.sync(memberId, generationId)]
      const observed = {
        first: [first.error, first.memberId !== '', first.generationId, first.members],
        second: [second.error, memberId === first.memberId, generationId, protocolName, leader === memberId, second.members.length], // prettier-ignore
        assignment: synced.map(({ error, assignment }) => [
          error,
          assignment.partitions.map(({ partition }) => partition),
        ]),
        beat: await made.beat(memberId, generationId),
      }
      await made.leave(memberId)
      return observed
    },
  },
  {
    name: 'joins that cannot be are refused by name',
    expected: {
      unknownMember: 'UNKNOWN_MEMBER_ID',
      shortSession: 'INVALID_SESSION_TIMEOUT',
      longSession: 'INVALID_SESSION_TIMEOUT',
      noGroup: 'INVALID_GROUP_ID',
      noProtocol: 'INCONSISTENT_GROUP_PROTOCOL',
      otherProtocol: 'INCONSISTENT_GROUP_PROTOCOL',
    },
    async observe(bench) {
      const made = await rawGroup(bench)
      const { memberId, generationId } = await made.enter()
      await made.sync(memberId, generationId)
      const error = async (options: Partial<JoinGroupRequest>, id = '') => (await made.join(id, options)).error
      const observed = {
        unknownMember: await error({}, 'nobody'),
        shortSession: await error({ sessionTimeoutMs: 5_999 }),
        longSession: await error({ sessionTimeoutMs: 1_800_001 }),
        noGroup: await error({ groupId: '' }),
        noProtocol: await error({ protocols: [] }),
        otherProtocol: await error({ protocols: [{ name: 'other', metadata: SUBSCRIPTION }] }),
      }
      await made.leave(memberId)
      return observed
    },
  },
  {
    name: 'what comes from another generation, or from nobody, is refused by name',
    expected: {
      beat: ['ILLEGAL_GENERATION', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'],
      sync: ['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'],
      commit: ['ILLEGAL_GENERATION', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID', 'NONE'],
      leave: ['NONE', 'UNKNOWN_MEMBER_ID'],
      afterwards: { beat: 'UNKNOWN_MEMBER_ID', commit: 'UNKNOWN_MEMBER_ID', byNobody: 'NONE' },
    },
    async observe(bench) {
      const name = await topic(bench)
      const made = await rawGroup(bench)
      const { memberId, generationId } = await made.enter()
      await made.sync(memberId, generationId)
      const observed = {
        beat: [
          await made.beat(memberId, generationId - 1),
          await made.beat(memberId, generationId + 1),
          await made.beat('nobody', generationId),
        ],
        sync: [(await made.sync(memberId, generationId + 1)).error, (await made.sync('nobody', generationId)).error],
        commit: [
          await made.commit(name, memberId, generationId - 1),
          await made.commit(name, memberId, generationId + 1),
          await made.commit(name, 'nobody', generationId),
          await made.commit(name, '', -1),
          await made.commit(name, memberId, generationId),
        ],
        leave: await made.leave('nobody'),
      }
      await made.leave(memberId)
      const afterwards = {
        beat: await made.beat(memberId, generationId),
        commit: await made.commit(name, memberId, generationId),
        byNobody: await made.commit(name, '', -1),
      }
      return { ...observed, afterwards }
    },
  },
  {
    name: 'commits of what is not there, or says too much, are refused by name',
    expected: ['UNKNOWN_TOPIC_OR_PARTITION', 'OFFSET_METADATA_TOO_LARGE', 'NONE'],
    async observe(bench) {
      const name = await topic(bench)
      const made = await rawGroup(bench)
      return [
        await made.commit(bench.name('nothing'), '', -1),
        await made.commit(name, '', -1, { metadata: 'x'.repeat(4_097) }),
        await made.commit(name, '', -1, { metadata: 'x'.repeat(4_096) }),
      ]
    },
  },
  {
    name: 'a second member makes the first one join again, into the next generation',
    expected: {
      beat: 'REBALANCE_IN_PROGRESS',
      commit: 'NONE',
      generations: [2, 2],
      leaders: [true, false],
      known: [2, 0],
      beforeSync: 'REBALANCE_IN_PROGRESS',
    },
    async observe(bench) {
      const name = await topic(bench)
      const made = await rawGroup(bench)
      const one = await made.enter()
      await made.sync(one.memberId, one.generationId)
      const { memberId: two } = await made.join('')
      const entering = made.join(two)
      const beat = await until(bench, 'the rebalance', async () => {
        const error = await made.beat(one.memberId, one.generationId)
        return error === 'NONE' ? undefined : error
      })
      const commit = await made.commit(name, one.memberId, one.generationId)
      const again = await made.join(one.memberId)
      const entered = await entering
      const beforeSync = await made.commit(name, one.memberId, again.generationId)
      const joined = [again, entered]
      const observed = {
        beat,
        commit,
        generations: joined.map(({ generationId }) => generationId),
        leaders: joined.map(({ leader, memberId }) => leader === memberId),
        known: joined.map(({ members }) => members.length),
        beforeSync,
      }
      await made.leave(one.memberId)
      await made.leave(two)
      return observed
    },
  },
  {
    name: 'a static member that comes again takes the place of the one before, who is fenced',
    expected: {
      first: ['NONE', 1],
      again: ['NONE', 1, false],
      fenced: ['FENCED_INSTANCE_ID', 'FENCED_INSTANCE_ID', 'FENCED_INSTANCE_ID'],
      beat: 'NONE',
    },
    async observe(bench) {
      const name = await topic(bench)
      const made = await rawGroup(bench)
      const groupInstanceId = 'one'
      const first = await made.join('', { groupInstanceId })
      await made.sync(first.memberId, first.generationId, [0], groupInstanceId)
      const again = await made.join('', { groupInstanceId })
      const { generationId } = again
      const observed = {
        first: [first.error, first.generationId],
        again: [again.error, generationId, again.memberId === first.memberId],
        fenced: [
          await made.beat(first.memberId, generationId, groupInstanceId),
          await made.commit(name, first.memberId, generationId, { groupInstanceId }),
          (await made.join(first.memberId, { groupInstanceId })).error,
        ],
        beat: await made.beat(again.memberId, generationId, groupInstanceId),
      }
      await made.leave(again.memberId)
      return observed
    },
  },
  {
    name: 'a member that is silent for its session is out, and what it left is empty',
    expected: { beat: 'UNKNOWN_MEMBER_ID', state: 'Empty', isInTime: true },
    async observe(bench) {
      const made = await rawGroup(bench)
      const { memberId, generationId } = await made.enter({ sessionTimeoutMs: 6_000 })
      await made.sync(memberId, generationId)
      const fromMs = bench.nowMs()
      // Whoever asks by heartbeat keeps it alive, so the group is asked for.
      const state = await until(bench, 'the session to end', async () => {
        const { state: found } = await bench.clients.admin.describeGroup(made.groupId)
        return found === 'Stable' ? undefined : found
      })
      const tookMs = bench.nowMs() - fromMs
      return { beat: await made.beat(memberId, generationId), state, isInTime: tookMs > 5_500 && tookMs < 30_000 }
    },
  },
]
