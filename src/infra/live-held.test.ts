import { expect, test } from 'vitest'
import { countOf, runsIn } from './live-held'

test('names are told apart by their runs, and those of others are left out', () => {
  const names = [
    'boxes:a1b2c3d4r1:k1',
    'boxes:a1b2c3d4r1:k2',
    'boxes:a1b2c3d4r2:k',
    'boxes:mine',
    'precious',
    'xboxes:a1b2c3d4:k',
  ]
  expect([...runsIn(names, ':')]).toEqual([
    ['a1b2c3d4r1', ['boxes:a1b2c3d4r1:k1', 'boxes:a1b2c3d4r1:k2']],
    ['a1b2c3d4r2', ['boxes:a1b2c3d4r2:k']],
  ])
  expect([...runsIn(['boxes_a1b2c3d4r1', 'boxes.a1b2c3d4r1.t'], '_').keys()]).toEqual(['a1b2c3d4r1'])
  expect([...runsIn(['boxesXa1b2c3d4Xt', 'boxes.a1b2c3d4.t'], '.').keys()]).toEqual(['a1b2c3d4'])
})

test.each(["boxes:a1b2c3d4'; FLUSHALL:k", 'boxes:a1b2c3d4r1 -x:k', 'boxes:$(reboot):k', 'boxes:a1b2c3d4r1\n:k'])(
  'a name that is no name of a run comes into no line for a shell: %j',
  (name) => expect(runsIn([name], ':').size).toBe(0),
)

test('more runs than a person reads are not told of one by one', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `boxes:a1b2c3d4r${index}:k`)
  expect(runsIn(names, ':').size).toBe(20)
})

test('one is one, and many are grouped', () => {
  expect([countOf(1, 'key'), countOf(1_204, 'key')]).toEqual(['1 key', '1,204 keys'])
})
