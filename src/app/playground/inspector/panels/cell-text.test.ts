import { expect, it } from 'vitest'
import { cellText } from './cell-text'

it.each([
  ['a text as it is, whatever is in it', '<b>a</b>', {}, '<b>a</b>'],
  ['a number as it is, where it is no amount', 20261127, {}, '20261127'],
  ['an amount grouped', 1234.5, { as: 'number' }, '1,235'],
  ['a duration with its unit', 59_000, { as: 'duration' }, '59.0 s'],
  ['nothing as nothing', null, {}, '∅'],
  ['nothing as the column says', null, { as: 'duration', none: '∞' }, '∞'],
  ['what is inside of other data as JSON', { a: [1, true] }, {}, '{"a":[1,true]}'],
] as const)('shows %s', (_what, value, column, text) => {
  expect(cellText(value, column)).toBe(text)
})
