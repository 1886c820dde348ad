import { expect, test } from 'vitest'
import { Lockstep } from './lockstep'
import { GROUPS } from './topics'

const P0 = { topic: 'orders.v1', partition: 0 }
const P1 = { topic: 'orders.v1', partition: 1 }

test('a group waits until the others are as far, each partition for itself', () => {
  const lockstep = new Lockstep()
  expect(GROUPS.map((group) => lockstep.mayGoOn(group, P0))).toEqual([true, true, true])
  lockstep.finish('notifications', P0, 10)
  expect(GROUPS.map((group) => lockstep.mayGoOn(group, P0))).toEqual([true, true, false])
  expect(lockstep.mayGoOn('notifications', P1)).toBe(true)
  lockstep.finish('search', P0, 7)
  lockstep.finish('warehouse', P0, 12)
  expect(GROUPS.map((group) => lockstep.mayGoOn(group, P0))).toEqual([true, false, false])
  lockstep.finish('search', P0, 12)
  expect(GROUPS.map((group) => lockstep.mayGoOn(group, P0))).toEqual([false, false, true])
})

test('whoever is last may always go on, and what is done again takes nobody back', () => {
  const lockstep = new Lockstep()
  for (const group of GROUPS) lockstep.finish(group, P0, 20)
  lockstep.finish('search', P0, 5)
  expect(GROUPS.some((group) => !lockstep.mayGoOn(group, P0))).toBe(false)
})
