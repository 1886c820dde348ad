import { expect, test } from 'vitest'
import { spanTerms } from './span-terms'

const sql = (...texts: string[]) => spanTerms({ statements: texts.map((text) => ({ text, values: ['secret'] })) })

test.each([
  ["-- it's why\nSELECT a, 'o''k' FROM public.cursor WHERE n = 17 AND b = $1", 'SELECT public.cursor', "SELECT a, ? FROM public.cursor WHERE n = ? AND b = $1"],
  ['INSERT INTO t2 VALUES (1.5, $12)', 'INSERT t2', 'INSERT INTO t2 VALUES (?, $12)'],
  ['update only accounts set a = 1', 'UPDATE accounts', 'update only accounts set a = ?'],
  ['COMMIT', 'COMMIT', 'COMMIT'],
])('%s is summed up as %s, without a value', (text, summary, plain) => {
  expect(sql(text)).toEqual({
    name: summary,
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': summary.split(' ')[0],
      'db.query.summary': summary,
      'db.query.text': plain,
    },
  })
}) // prettier-ignore

test('several statements are a batch', () => {
  expect(sql('INSERT INTO a VALUES ($1)', 'INSERT INTO b VALUES ($1)')).toMatchObject({
    name: 'BATCH INSERT',
    attributes: { 'db.operation.batch.size': 2 },
  })
})

test('what is no message to a PostgreSQL has no name', () => {
  expect(spanTerms({ type: 'price' })).toBeNull()
})
