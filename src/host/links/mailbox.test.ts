import { expect, test } from 'vitest'
import { Mailbox } from './mailbox'

test('what was not heard is said again, and what was heard is let go', () => {
  const mailbox = new Mailbox()
  for (const text of ['a', 'bb', 'ccc']) mailbox.keep(text)
  expect(mailbox.letGo(1)).toBe(true)
  expect(mailbox.length).toBe(5)
  expect(mailbox.after(2)).toEqual(['ccc'])
  expect(mailbox.after(3)).toEqual([])
  expect(mailbox.length).toBe(0)
})

test.each([4, -1, 1.5, NaN, '2', null, undefined, Infinity])(
  'a count of %s that cannot be changes nothing',
  (count) => {
    const mailbox = new Mailbox()
    for (const text of ['a', 'b', 'c']) mailbox.keep(text)
    mailbox.letGo(1)
    expect(mailbox.after(count)).toBeNull()
    expect(mailbox.after(1)).toEqual(['b', 'c'])
  },
)

test('now and then it is time to tell how many were heard', () => {
  const mailbox = new Mailbox()
  const told = Array.from({ length: 70 }, () => mailbox.hear()).flatMap((isTime, index) => (isTime ? [index + 1] : []))
  expect(told).toEqual([32, 64])
  expect(mailbox.heard).toBe(70)
})
