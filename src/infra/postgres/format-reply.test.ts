import { expect, test } from 'vitest'
import { formatReply } from './format-reply'
import { PostgresError } from './port'

test('rows are a table with its count; nothing, objects and bytes have their own texts', () => {
  const rows = [
    { id: 1, data: { a: 1 } },
    { id: null, data: new Uint8Array([222, 173]) },
  ]
  const text = formatReply({ rows, columns: ['id', 'data'], command: 'SELECT 2', rowCount: 2 })
  expect(text.split('\n')).toEqual(['id | data', '---+--------', '1  | {"a":1}', '∅  | \\xdead', '(2 rows)'])
})

test('a command without rows is its tag, an error its code, message and detail', () => {
  expect(formatReply({ rows: [], columns: [], command: 'INSERT 0 1', rowCount: 1 })).toBe('INSERT 0 1')
  expect(formatReply(new PostgresError('23505', 'twice', { detail: 'key' }))).toBe('ERROR 23505: twice\nDETAIL: key')
})
