import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOf, GroupWorld, REBALANCE_TIMEOUT_MS, SESSION_TIMEOUT_MS, WorldMember } from './testing/group-world'

/** Two members in a stable group, the first of which leads. */
function stable(staticIds: readonly (string | null)[] = [null, null]) {
  const world = new GroupWorld(1)
  const members = staticIds.map((id, index) => new WorldMember(`search/${index}`, id))
  for (const member of members) world.enter(member)
  world.advance(6_000)
  for (const member of members) world.sync(member)
  world.advance(10)
  expect(world.group.state).toBe('Stable')
  return { world, first: members[0]!, second: members[1]! }
}

describe('joining', () => {
  test('a new member gets an id first, and a group that was empty waits for more', () => {
    const world = new GroupWorld(1)
    const [first, second] = [new WorldMember('search/0', null), new WorldMember('search/1', null)]
    world.join(first)
    expect(errorOf(first.join)).toBe('MEMBER_ID_REQUIRED')
    expect(first.memberId).toMatch(/^search\/0-/)
    world.join(first)
    world.advance(2_900)
    world.enter(second)
    world.advance(200)
    // Somebody came in the meantime, so there is another delay.
    expect(errorOf(first.join)).toBe('waiting')
    world.advance(3_000)
    expect(first.join).toMatchObject({ error: 'NONE', generationId: 1, protocolName: 'range', leader: first.memberId })
    expect(first.join).toMatchObject({ members: [{ memberId: first.memberId }, { memberId: second.memberId }] })
    expect(second.join).toMatchObject({ error: 'NONE', generationId: 1, members: [] })
  })

  test('whoever was given an id and does not come back with it is forgotten after its session', () => {
    const { world, first, second } = stable()
    const ghost = new WorldMember('search/9', null)
    world.join(ghost)
    world.join(first)
    world.join(second)
    expect(errorOf(first.join)).toBe('waiting')
    world.advance(SESSION_TIMEOUT_MS)
    expect(first.join).toMatchObject({ error: 'NONE', generationId: 2 })
  })

  test('a protocol that not all know is refused, and votes decide among those they know', () => {
    const world = new GroupWorld(1)
    const members = [0, 1, 2].map((index) => new WorldMember(`search/${index}`, null))
    world.enter(members[0]!, ['range', 'cooperative-sticky'])
    world.enter(members[1]!, ['cooperative-sticky', 'range'])
    world.enter(members[2]!, ['cooperative-sticky', 'range'])
    const stranger = new WorldMember('search/3', null)
    world.enter(stranger, ['uniform'])
    expect(errorOf(stranger.join)).toBe('INCONSISTENT_GROUP_PROTOCOL')
    world.advance(10_000)
    expect(members[0]!.join).toMatchObject({ protocolName: 'cooperative-sticky' })
  })

  test('an id that nobody gave is unknown, and a full group takes nobody', () => {
    const { world } = stable()
    const liar = new WorldMember('search/8', null)
    liar.memberId = 'made-up'
    world.join(liar)
    expect(errorOf(liar.join)).toBe('UNKNOWN_MEMBER_ID')
    const small = new GroupWorld(1, { groupSizeMax: 1 })
    const [only, late] = [new WorldMember('a', null), new WorldMember('b', null)]
    small.enter(only)
    small.advance(5_000)
    small.enter(late)
    expect(errorOf(late.join)).toBe('GROUP_MAX_SIZE_REACHED')
  })

  test('members that do not come back within the rebalance timeout are dropped, and somebody else leads', () => {
    const { world, first, second } = stable()
    const third = new WorldMember('search/2', null)
    world.enter(third)
    expect(world.beat(first)).toBe('REBALANCE_IN_PROGRESS')
    world.join(second)
    for (let beats = 0; beats < REBALANCE_TIMEOUT_MS / 5_000; beats += 1) {
      expect(world.beat(first)).toBe('REBALANCE_IN_PROGRESS')
      world.advance(5_000)
    }
    expect(second.join).toMatchObject({ error: 'NONE', generationId: 2, leader: second.memberId })
    expect(world.beat(first)).toBe('UNKNOWN_MEMBER_ID')
  })

  test('a follower that joins again as it was is told the generation; a leader begins another', () => {
    const { world, first, second } = stable()
    world.join(second)
    expect(second.join).toMatchObject({ error: 'NONE', generationId: 1 })
    expect(world.group.state).toBe('Stable')
    world.join(first)
    expect(world.group.state).toBe('PreparingRebalance')
  })
})

describe('a generation', () => {
  test('is checked at Heartbeat and SyncGroup', () => {
    const { world, first } = stable()
    expect(world.beat(first)).toBe('NONE')
    first.generationId = 0
    expect(world.beat(first)).toBe('ILLEGAL_GENERATION')
    world.sync(first)
    expect(errorOf(first.sync)).toBe('ILLEGAL_GENERATION')
  })

  test('ends with a session, and the others are to join again', () => {
    const { world, first, second } = stable()
    world.advance(SESSION_TIMEOUT_MS / 2)
    expect(world.beat(second)).toBe('NONE')
    world.advance(SESSION_TIMEOUT_MS / 2)
    expect(world.group.members.has(first.memberId)).toBe(false)
    expect(world.beat(second)).toBe('REBALANCE_IN_PROGRESS')
  })

  test('begins anew when the log does not take the assignment', () => {
    const world = new GroupWorld(1)
    const only = new WorldMember('search/0', null)
    world.enter(only)
    world.advance(4_000)
    world.failures.push('NOT_ENOUGH_REPLICAS')
    world.sync(only)
    world.advance(10)
    expect(errorOf(only.sync)).toBe('COORDINATOR_NOT_AVAILABLE')
    expect(world.group.state).toBe('PreparingRebalance')
    world.join(only)
    world.sync(only)
    world.advance(10)
    expect(only.sync).toMatchObject({ error: 'NONE' })
    expect(world.group.generationId).toBe(2)
  })

  test('who does not ask for its assignment within the rebalance timeout is dropped', () => {
    const world = new GroupWorld(1)
    const [first, second] = [new WorldMember('a', null), new WorldMember('b', null)]
    world.enter(first)
    world.enter(second)
    world.advance(6_000)
    world.sync(first)
    for (let beats = 0; beats < 5; beats += 1) {
      world.advance(5_000)
      world.beat(first)
      world.beat(second)
    }
    expect([...world.group.members.keys()]).toEqual([first.memberId])
  })

  test('the last member that leaves makes the group empty, in a generation of its own', () => {
    const { world, first, second } = stable()
    world.leave(first)
    world.leave(second)
    expect(world.group).toMatchObject({ state: 'Empty', generationId: 2, protocolName: null, leaderId: null })
    expect(world.history.at(-1)).toMatchObject({ generation: 2, state: 'Empty' })
  })
})

describe('static members', () => {
  test('the older holder of an instance id is fenced, and nobody else has to join again', () => {
    const { world, first, second } = stable(['one', 'two'])
    const again = new WorldMember('search/1', 'two')
    world.join(again)
    world.advance(10)
    expect(again.join).toMatchObject({ error: 'NONE', generationId: 1, skipAssignment: false, members: [] })
    world.sync(again)
    expect(again.sync).toEqual(second.sync)
    expect(world.beat(second)).toBe('FENCED_INSTANCE_ID')
    expect(world.beat(first)).toBe('NONE')
  })

  test('a leader that has come back leaves the assignment as it is', () => {
    const { world } = stable(['one', 'two'])
    const again = new WorldMember('search/0', 'one')
    world.join(again)
    world.advance(10)
    expect(again.join).toMatchObject({ error: 'NONE', skipAssignment: true, leader: again.memberId })
    expect(again.join).toMatchObject({ members: [{ groupInstanceId: 'two' }, { groupInstanceId: 'one' }] })
  })

  test('if the log does not take the new id, the old one stays', () => {
    const { world, second } = stable(['one', 'two'])
    const again = new WorldMember('search/1', 'two')
    world.failures.push('NOT_LEADER_OR_FOLLOWER')
    world.join(again)
    world.advance(10)
    expect(errorOf(again.join)).toBe('NOT_COORDINATOR')
    expect(world.beat(second)).toBe('NONE')
  })
})

test('whatever members do: one owner per partition, generations grow, and every join ends within the rebalance timeout', () => {
  let generations = 0
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat({ max: 99 }), { minLength: 50, maxLength: 300 }), (seed, steps) => {
      const world = new GroupWorld(seed)
      const members = [0, 1, 2, 3].map((index) => new WorldMember(`m${index}`, index === 3 ? 'static' : null))
      for (const step of steps) {
        const member = members[step % members.length]!
        const action = Math.floor(step / 4)
        if (action === 0) world.leave(member)
        else if (action === 1) member.isSilent = !member.isSilent
        else if (action === 2) world.failures.push('REQUEST_TIMED_OUT')
        else if (action < 10) act(world, member)
        else for (const each of members) act(world, each)
        world.advance(world.rng.int(4_000))
        for (const each of members) {
          // A rebalance that waits for a static member alone has its session to wait for, too.
          const limitMs = REBALANCE_TIMEOUT_MS + SESSION_TIMEOUT_MS + 4_000
          if (each.join === 'waiting') expect(world.nowMs() - each.joinedAtMs).toBeLessThanOrEqual(limitMs)
        }
      }
      const numbers = world.history.map(({ generation }) => generation)
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      generations += numbers.length
    }),
    { numRuns: 100 },
  )
  expect(generations).toBeGreaterThan(200)
})

/** What a client does next by what it was told. */
function act(world: GroupWorld, member: WorldMember): void {
  if (member.isSilent) return
  const { join, sync } = member
  if (join === 'waiting' || sync === 'waiting') return
  if (errorOf(join) !== 'NONE' || (sync !== null && sync.error !== 'NONE')) world.enter(member)
  else if (sync === null) world.sync(member)
  else if (world.beat(member) !== 'NONE') {
    if (world.beat(member) !== 'REBALANCE_IN_PROGRESS') member.memberId = ''
    world.enter(member)
  }
}
