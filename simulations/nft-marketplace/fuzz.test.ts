/** Random runs do to the marketplace what a visitor can do to it, and long enough for it to happen. */
import { expect, test } from 'vitest'
import { drawRun } from '~/host/fuzz/draw-run'
import { runToEnd } from '~/host/node'
import { verbsOf } from '~/kernel/action'
import { parameterValues } from '~/kernel/parameter'
import { vocabularyOf } from '~/kernel/simulation'

import { toPlainEvent } from '~/kernel/trace'
import simulation from './index'
import { blockMsOf, parameters } from './parameters'

/** What can go wrong with a chain, and the verb by which it does. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  'RPC down': ['rpc-down'],
  'a stale or lagging node': ['lag'],
  'a wrong chain id': ['wrong-chain'],
  'uneven blocks': ['block-jitter'],
  'a halt': ['halt'],
  'an upgrade height': ['upgrade'],
  'subscriptions dropped, silent, duplicated, refused': [
    'drop-sockets',
    'silent-socket',
    'duplicate-socket',
    'refuse-socket',
  ],
  'eviction from the mempool': ['evict'],
  'a duplicate inclusion': ['include-again'],
  'out of gas': ['out-of-gas'],
  'a contract that panics': ['contract-panic'],
  pruning: ['prune'],
  'a slow index': ['index-lag'],
}

const drawn = Array.from({ length: 600 }, (_, seed) => drawRun(simulation, seed))

function drawnAt(box: string): ReadonlySet<string> {
  const actions = drawn.flatMap((run) => run.actions)
  return new Set(actions.flatMap(({ verb, target }) => (target.kind === 'box' && target.box === box ? [verb] : [])))
}

const offeredAt = (box: string) => verbsOf(vocabularyOf(simulation), { kind: 'box', box }).map(({ verb }) => verb)

test.each(Object.entries(FAULTS))('%s: in the menu of the chain, and drawn', (_, verbs) => {
  expect(offeredAt('chain')).toEqual(expect.arrayContaining([...verbs]))
  expect([...drawnAt('chain')]).toEqual(expect.arrayContaining([...verbs]))
})

test('two tabs that count one sequence, and gateways with wrong bytes, are drawn, too', () => {
  expect([...drawnAt('web')]).toEqual(expect.arrayContaining(['second-tab', 'villain', 'crash-at']))
  expect([...drawnAt('ipfs')]).toEqual(expect.arrayContaining(['lie', 'challenge', 'hang', 'unpin']))
})

test('every run lasts some blocks, whatever is set', () => {
  for (const { settings, durationMs } of drawn) {
    expect(durationMs! / blockMsOf(parameterValues(parameters, settings))).toBeGreaterThanOrEqual(3)
  }
})

interface Plain {
  readonly node: string
  readonly kind: string
  readonly key: string
  readonly data: { readonly code: number }
}

/** The codes of the transactions of drawn runs that have such an act, until one has the code that is looked for. */
async function codesOf(verb: string, wanted: number): Promise<ReadonlySet<number>> {
  const codes = new Set<number>()
  const observer = {
    step(event: Parameters<typeof toPlainEvent>[0]) {
      const { node, kind, key, data } = toPlainEvent(event) as unknown as Plain
      if (node === 'chain' && kind === 'state' && key === 'tx') codes.add(data.code)
    },
  }
  const some = drawn.filter(({ actions }) => actions.some((action) => action.verb === verb)).slice(0, 8)
  for (const run of some) {
    if (!codes.has(wanted)) await runToEnd(simulation, run, { observers: [observer] })
  }
  return codes
}

test.each([
  ['out-of-gas', 11],
  ['contract-panic', 29],
])('what is drawn as %s happens: code %i in a block', async (verb, code) => {
  expect([...(await codesOf(verb, code))]).toContain(code)
})
