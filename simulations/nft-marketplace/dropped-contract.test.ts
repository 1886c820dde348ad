/** A contract that a visitor has brought is part of the run by its checksum: the run is the same wherever the file is. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checksumOf, createFiles, type FileStore } from '~/host/files'
import { nodeHost, runToEnd } from '~/host/node'
import { parseAction, type Action } from '~/kernel/action'
import { createEngine } from '~/kernel/engine'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import type { PromptAnswer } from '~/kernel/store-kind'
import simulation from './index'

const CODE = new Uint8Array(readFileSync('contracts/artifacts/collection.wasm'))
const CHECKSUM = checksumOf(CODE)
const MAKE =
  'instantiate ada 4 mine {"name":"Mine","symbol":"M","minter":"terra1t62ktx3zfc482jtf85vj34vpehk6mr3dnmx72a"}'

const act = (text: string): Action => parseAction(text, vocabularyOf(simulation))

function runWith(actions: readonly string[]) {
  return runOf(simulation.diagram.id, {
    scenario: 'steady',
    seed: 7,
    actions: ['rate:web=0@0', ...actions].map(act),
    settings: { blockMs: '1 s' },
    durationMs: 6_000,
    settleMs: 1_000,
  })
}

async function hostWith(files: FileStore, code?: Uint8Array) {
  if (code !== undefined) await files.hold(code)
  return { ...nodeHost, findFile: files.find }
}

test('it is stored, made and asked in a run that names it, and repeats to the bit', async () => {
  const host = await hostWith(createFiles(), CODE)
  const run = runWith([`store-code:chain=${CHECKSUM}@1500`, `send:chain=${MAKE}@2600`])
  const engine = await createEngine(simulation, run, host)
  await engine.advance(5_000, Infinity)
  const asked = await engine.inspect('chain', 0, { view: 'line', line: 'query mine {"contract_info":{}}' })
  expect((asked as unknown as PromptAnswer).text).toContain('"name": "Mine"')
  const first = await runToEnd(simulation, run, { host })
  expect(first.invariants.filter(({ held }) => !held)).toEqual([])
  expect((await runToEnd(simulation, run, { host: await hostWith(createFiles(), CODE) })).traceHash).toBe(
    first.traceHash,
  )
})

test('what is brought while the run plays is the same as what was known from the start', async () => {
  const host = await hostWith(createFiles(), CODE)
  const engine = await createEngine(simulation, runWith([]), host)
  await engine.advance(1_500, Infinity)
  const shown = await engine.inject({ verb: 'store-code', target: { kind: 'box', box: 'chain' }, value: CHECKSUM })
  expect(shown).toMatch(/^tx [0-9A-F]{64}\nada, sequence 0, gas wanted \d+: waiting for block 3/)
  await engine.advance(Infinity, Infinity)
  expect((await runToEnd(simulation, engine.run, { host })).traceHash).toBe(engine.trace.hash)
})

test('without it the run does not begin, and an act that names it changes nothing; either says which file', async () => {
  const host = await hostWith(createFiles())
  const wanted = new RegExp(`this run wants a \\.wasm file that is not here: the one whose SHA-256 is ${CHECKSUM}`)
  const run = runWith([`store-code:chain=${CHECKSUM}@1500`])
  await expect(createEngine(simulation, run, host)).rejects.toThrow(wanted)
  await expect(createEngine(simulation, run, nodeHost)).rejects.toMatchObject({ name: 'MissingFileError' })
  const engine = await createEngine(simulation, runWith([]), host)
  const store = { verb: 'store-code', target: { kind: 'box', box: 'chain' }, value: CHECKSUM } as const
  await expect(engine.inject(store)).rejects.toThrow(wanted)
  expect(engine.run.actions).toHaveLength(1)
  await engine.advance(Infinity, Infinity)
  expect(engine.trace.hash).toBe((await runToEnd(simulation, runWith([]))).traceHash)
})

test.each([
  [
    'no checksum',
    'store-code:chain=my.wasm@1',
    /takes the SHA-256 of a \.wasm file, 64 digits of 0-9 and a-f, not "my\.wasm"/,
  ],
  ['nothing', 'store-code:chain@1', /takes the SHA-256/],
  ['capitals', `store-code:chain=${'A'.repeat(64)}@1`, /takes the SHA-256/],
])('%s is no file', (_, text, why) => {
  expect(() => act(text)).toThrow(why)
})

test('a file that is too large for the chain is refused by its size', async () => {
  const large = new Uint8Array(800 * 1024 + 1)
  const host = await hostWith(createFiles(), large)
  const run = runWith([`store-code:chain=${checksumOf(large)}@1500`])
  await expect(createEngine(simulation, run, host)).rejects.toThrow(/has 819201 bytes: at most 819200 are taken/)
})
