import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { createRaftDisk } from './raft-disk'
import { RaftNode } from './raft-node'
import { RAFT_DEFAULTS } from './raft-options'
import { RaftWorld } from './testing/raft-world'

const troubled = fc.record({
  voters: fc.constantFrom(3, 3, 5),
  loss: fc.constantFrom(0, 0.05, 0.3),
  trouble: fc.constantFrom(0.05, 0.2, 0.5),
})

describe('a quorum', () => {
  test('elects one leader and commits when nothing goes wrong', () => {
    const world = new RaftWorld(1, { voters: 3, loss: 0, trouble: 0 })
    world.run(10_000)
    expect(world.epochCount).toBe(1)
    expect(world.committedCount).toBeGreaterThan(50)
  })

  test('never has two leaders in an epoch, nor two truths at an offset, and never loses what is committed', () => {
    let committed = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), troubled, (seed, options) => {
        const world = new RaftWorld(seed, options)
        world.run(15_000)
        committed += world.committedCount
        world.calm()
        const before = world.committedCount
        // Requests that were under way when the calm came time out first; then an election, and its backoff.
        world.run(12_000)
        expect(world.committedCount).toBeGreaterThan(before)
      }),
      { numRuns: 60 },
    )
    expect(committed).toBeGreaterThan(1_000)
  })

  test('alone, a voter is a majority', () => {
    const world = new RaftWorld(2, { voters: 1, loss: 0, trouble: 0 })
    world.run(4_000)
    expect(world.committedCount).toBeGreaterThan(5)
  })

  test('what an earlier leader left on a majority is committed only with a record of the new epoch', () => {
    const disk = createRaftDisk<string>()
    disk.epoch = 1
    disk.log.append(1, ['old'])
    const node = new RaftNode(0, [0, 1, 2], disk, () => 'new', RAFT_DEFAULTS, createRng(1), 0)
    for (const [nowMs, isPreVote] of [
      [2_000, true],
      [2_001, false],
    ] as const) {
      const [send] = node.poll(nowMs)
      expect(send!.request).toMatchObject({ kind: 'vote', isPreVote })
      node.receive(send!.to, send!.request, { epoch: node.epoch, leaderId: -1, isGranted: true }, nowMs)
    }
    expect(node.role.kind).toBe('leader')
    const fetch = { kind: 'fetch', epoch: 2, replicaId: 1, highWatermark: 0 } as const
    node.answer({ ...fetch, fetchOffset: 1, lastFetchedEpoch: 1 }, 2_100)
    expect(node.highWatermark).toBe(0)
    node.answer({ ...fetch, fetchOffset: 2, lastFetchedEpoch: 2 }, 2_200)
    expect(node.highWatermark).toBe(2)
  })

  test('that its peer still names the leader that it has given up does not keep a voter from being elected', () => {
    const disk = createRaftDisk<string>()
    const node = new RaftNode(0, [0, 1, 2], disk, () => 'new', RAFT_DEFAULTS, createRng(1), 0)
    node.answer({ kind: 'begin-quorum-epoch', epoch: 1, leaderId: 2 }, 0)
    const { fetchTimeoutMs } = RAFT_DEFAULTS
    expect(node.role).toMatchObject({ kind: 'follower', leaderId: 2 })
    for (const { to, request } of node.poll(fetchTimeoutMs)) {
      const granted = { epoch: 1, leaderId: 2, isGranted: true }
      node.receive(to, request, to === 2 ? null : granted, fetchTimeoutMs + 1)
    }
    expect(node.role.kind).toBe('candidate')
    expect(node.epoch).toBe(2)
  })

  test('a voter that alone has given up the leader goes back to it when a majority still hears from it', () => {
    const disk = createRaftDisk<string>()
    const node = new RaftNode(0, [0, 1, 2], disk, () => 'new', RAFT_DEFAULTS, createRng(1), 0)
    node.answer({ kind: 'begin-quorum-epoch', epoch: 1, leaderId: 2 }, 0)
    const { fetchTimeoutMs } = RAFT_DEFAULTS
    for (const { to, request } of node.poll(fetchTimeoutMs)) {
      node.receive(to, request, { epoch: 1, leaderId: 2, isGranted: false }, fetchTimeoutMs + 1)
    }
    expect(node.role).toMatchObject({ kind: 'follower', leaderId: 2 })
    expect(node.epoch).toBe(1)
  })
})
