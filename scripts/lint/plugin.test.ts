import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inModules, ROOT } from '../root.mjs'

/** Files that break one rule each, and what the linter must say about them; null for nothing. */
const CASES: [behaviour: string, file: string, source: string, message: string | null][] = [
  ['time of the host', 'src/kernel/date.ts', 'export const now = Date.now()', 'Use context.clock'],
  ['an instance of Date', 'src/blocks/date.ts', 'export const now = new Date()', 'Use context.clock'],
  ['a constant instant is no time of the host', 'src/kernel/utc.ts', 'export const start = Date.UTC(2026, 0, 1)', null],
  ['a timer', 'simulations/a/timer.ts', 'setTimeout(() => undefined, 5)', 'Use context.clock.sleep'],
  [
    'a timer by way of globalThis',
    'simulations/a/global.ts',
    'globalThis.setTimeout(() => undefined)',
    'context.clock',
  ],
  [
    'a parameter of that name is no global',
    'src/blocks/p.ts',
    'export function f(process: number): number { return process }',
    null,
  ],
  ['a type of that name is no use', 'src/blocks/t.ts', 'export function f(date: Date): void { void date }', null],
  ['chance of the host', 'src/projections/random.ts', 'export const chance = Math.random()', 'use context.rng'],
  ['entropy of the host', 'src/infra/redis/id.ts', 'export const id = crypto.randomUUID()', 'Use context.rng'],
  ['the process', 'src/infra/redis/env.ts', 'export const env = process.env', 'Take it as a parameter'],
  ['the page', 'src/kernel/page.ts', 'export const title = document.title', 'Take it as a parameter'],
  ['a live server may use timers', 'src/infra/redis/live.ts', 'setTimeout(() => undefined, 5)', null],
  ['the kernel may turn the event loop', 'src/kernel/turn.ts', 'setImmediate(() => undefined)', null],
  ['the view may use timers', 'src/app/timer.ts', 'setTimeout(() => undefined, 5)', null],
  ['markup from text', 'src/app/markup.ts', `document.body.innerHTML = 'x'`, 'set textContent'],
  [
    'markup from text in React',
    'src/app/a.tsx',
    'export const a = <b dangerouslySetInnerHTML={{ __html: "" }} />',
    'React children',
  ],
  ['code from text', 'src/app/eval.ts', `eval('1')`, 'eval'],
  ['a function from text', 'src/app/function.ts', `export const f = new Function('1')`, 'Function'],
  ['a default export', 'src/app/default.ts', 'export default 1', 'Prefer named exports'],
  ['a diagram has a default export', 'simulations/a/diagram.ts', 'export default 1', null],
  ['export *', 'src/app/star.ts', `export * from './timer'`, 'Name what you export'],
  ['an enum', 'src/app/enum.ts', 'export enum A { B }', 'union of string literals'],
  [
    'a store in the kernel',
    'src/kernel/i.ts',
    `import { a } from '~/infra/redis/port'\nexport const b = a`,
    'kernel imports nothing',
  ],
  ['a server in a component', 'simulations/a/c.ts', `export { a } from '~/infra/redis/valkey/engine'`, 'use the port'],
]

let folder: string
let problems: { filename: string; message: string }[]

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lint-'))
  const config = readFileSync(path.join(ROOT, '.oxlintrc.json'), 'utf8')
  writeFileSync(path.join(folder, '.oxlintrc.json'), config.replace('./scripts', path.join(ROOT, 'scripts')))
  for (const [, file, source] of CASES) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), `${source}\n`)
  }
  problems = JSON.parse(lint(folder)).diagnostics
})

afterAll(() => rmSync(folder, { recursive: true }))

/** The linter's report. It exits with 1 when it finds problems, as it does here. */
function lint(cwd: string): string {
  try {
    return execFileSync(process.execPath, [inModules('oxlint/bin/oxlint'), '--format=json'], { cwd, encoding: 'utf8' })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

describe('the linter judges', () => {
  test.each(CASES)('%s', (_behaviour, file, _source, message) => {
    const messages = problems.filter(({ filename }) => filename === file).map((problem) => problem.message)
    if (message === null) expect(messages).toEqual([])
    else expect(messages.join('\n')).toContain(message)
  })
})
