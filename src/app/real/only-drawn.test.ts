import { expect, it } from 'vitest'
import type { CatalogEntry } from '~/catalog'
import { onlyDrawn } from './only-drawn'

const entry = (title: string, isLive: boolean) => ({ id: title, isLive, diagram: { title } }) as unknown as CatalogEntry

it('names the diagrams without code', () => {
  const catalog = [entry('Limits', true), entry('Tokens', false), entry('Buses', false)]
  expect(onlyDrawn(catalog)).toEqual([['Diagrams that are only drawn', 'Tokens, Buses: not live yet, and marked so.']])
})

it('says nothing where every diagram runs', () => {
  expect(onlyDrawn([entry('Limits', true)])).toEqual([])
})
