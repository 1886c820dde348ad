import { expect, test } from 'vitest'
import { codeFiles } from './code-file'

const code = codeFiles({
  './components/gateway.ts': 'export {}',
  './components/my-gateway.ts': 'export {}',
  './algorithms/gcra.lua': 'return 1',
  './one/twice.sql': '',
  './two/twice.sql': '',
  './notes.md': '',
})

test('files are found by name, in the order asked, each with its language', () => {
  expect(code('gcra.lua', 'gateway.ts')).toEqual([
    { name: 'gcra.lua', language: 'lua', text: 'return 1' },
    { name: 'gateway.ts', language: 'typescript', text: 'export {}' },
  ])
})

test.each([
  ['nobody.ts', /0 sources are called nobody.ts/],
  ['twice.sql', /2 sources are called twice.sql/],
  ['notes.md', /in typescript, lua, sql, rust/],
])('%s is refused', (name, message) => {
  expect(() => code(name)).toThrow(message)
})
