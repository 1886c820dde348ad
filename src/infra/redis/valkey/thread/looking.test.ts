import { expect, test } from 'vitest'
import { Looking } from './looking'

function after(waits: number): Looking {
  const looking = new Looking()
  for (let wait = 0; wait < waits; wait++) looking.inVain()
  return looking
}

test('a thread that looks in vain soon sleeps almost at once', () => {
  expect(after(0).looks).toBe(20_000)
  expect(after(1).looks).toBe(10_000)
  expect(after(12).looks).toBe(200)
})

test('now and then it looks at length, and keeps to what that took', () => {
  const looking = after(31)
  expect(looking.looks).toBe(20_000)
  looking.paid(700)
  looking.inVain()
  expect(looking.looks).toBe(1_400)
})

test('what pays is kept up, and never exceeds what being woken takes', () => {
  const looking = after(12)
  looking.paid(10)
  expect(looking.looks).toBe(200)
  looking.paid(150)
  expect(looking.looks).toBe(600)
  looking.paid(15_000)
  expect(looking.looks).toBe(20_000)
})
