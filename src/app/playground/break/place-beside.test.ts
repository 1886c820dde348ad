import { expect, test } from 'vitest'
import { placeBeside } from './place-beside'

const stage = { left: 100, top: 50, width: 1000, height: 500 }
const menu = { left: 0, top: 0, width: 200, height: 300 }
const at = (left: number, top: number) => ({ left, top, width: 150, height: 80 })

test('a menu stands right of its box where there is room', () => {
  expect(placeBeside(at(200, 150), menu, stage)).toEqual({ left: 258, top: 100, maxHeight: 484 })
})

test('else it stands left of it', () => {
  expect(placeBeside(at(900, 150), menu, stage)).toEqual({ left: 592, top: 100, maxHeight: 484 })
})

test('it never leaves the stage, neither below nor where no side has room', () => {
  expect(placeBeside(at(200, 500), menu, stage).top).toBe(192)
  expect(placeBeside({ ...at(150, 150), width: 900 }, menu, stage).left).toBe(792)
})

test('a menu higher than the stage begins at its top and scrolls', () => {
  expect(placeBeside(at(200, 300), { ...menu, height: 900 }, stage)).toEqual({ left: 258, top: 8, maxHeight: 484 })
})
