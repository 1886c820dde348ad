import { expect, test } from 'vitest'
import { modelled } from '../marketplace'
import { parsePageLine } from './page-line'

test.each([
  ['be ada', { what: 'be' }],
  ['mint Boxes', { what: 'mint', collection: modelled.collections[0] }],
  ['list Arrows/7 12.5', { what: 'list', collection: modelled.collections[1], token: '7', luna: 12.5 }],
  ['buy 12', { what: 'buy', listing: 12 }],
  ['  cancel   3 ', { what: 'cancel', listing: 3 }],
  ['more', { what: 'more' }],
])('%s', (line, parsed) => {
  expect(parsePageLine(line, modelled)).toMatchObject(parsed)
})

test.each([
  ['', /a page knows be <wallet>, mint/],
  ['be mallory', /there are the wallets ada, ben/],
  ['mint Circles', /there are the collections Boxes, Arrows/],
  ['list Boxes 5', /written as in Boxes\/1/],
  ['list Boxes/1 0', /above 0 and at most/],
  ['list Boxes/1 none', /above 0 and at most/],
  ['buy -1', /a page knows/],
  ['more 2', /a page knows/],
  ['buy 1 2', /a page knows/],
  ['steal 1', /a page knows/],
])('%j is no line, and says what is', (line, problem) => {
  expect(parsePageLine(line, modelled)).toMatch(problem)
})
