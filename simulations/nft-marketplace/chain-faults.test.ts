/** Faults of the chain as they are called in the field: what each does to transactions, and what the picture says. */
import { expect, test } from 'vitest'
import { nodeHost, runToEnd } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { toPlainEvent } from '~/kernel/trace'
import { vocabularyOf } from '~/kernel/simulation'
import { openExecution } from '~/host/execution'
import simulation from './index'

function runWith(actions: readonly string[], durationMs = 14_000) {
  const vocabulary = vocabularyOf(simulation)
  return runOf(simulation.diagram.id, {
    scenario: 'steady',
    seed: 7,
    actions: ['rate:web=12@0', ...actions].map((text) => parseAction(text, vocabulary)),
    settings: { blockMs: '1 s' },
    durationMs,
    settleMs: 20_000,
  })
}

interface Plain {
  readonly t: number
  readonly node: string
  readonly kind: string
  readonly key: string
  readonly data: Omit<Told, 't'>
}

interface Told {
  readonly t: number
  readonly height: number
  readonly code: number
  readonly log: string
}

/** What the chain stated, by its key; and that all invariants hold. */
async function toldBy(actions: readonly string[], key: string): Promise<Told[]> {
  const told: Told[] = []
  const step = (event: Parameters<typeof toPlainEvent>[0]) => {
    const plain = toPlainEvent(event) as unknown as Plain
    if (plain.node === 'chain' && plain.kind === 'state' && plain.key === key) told.push({ ...plain.data, t: plain.t })
  }
  const { invariants } = await runToEnd(simulation, runWith(actions), { observers: [{ step }] })
  expect(invariants.filter(({ held }) => !held)).toEqual([])
  return told
}

test('at an upgrade height the chain halts, whatever is restarted, until the binary is swapped', async () => {
  const actions = ['upgrade:chain=3@2500-9500', 'restart:chain@6500']
  const blocks = await toldBy(actions, 'block')
  const during = blocks.filter(({ t }) => t > 2_500 && t < 9_500)
  expect(during.map(({ height }) => height)).toEqual([4, 5])
  expect(blocks.at(-1)!.height).toBeGreaterThan(10)
  expect(await toldBy(actions, 'upgrade')).toMatchObject([
    { height: 6, log: 'UPGRADE "v2" NEEDED at height: 6' },
    { height: 6 },
    { height: 0 },
  ])
})

test('the box says that an upgrade is needed, and no more once the binary is swapped', async () => {
  const execution = await openExecution(simulation, runWith(['upgrade:chain=1@2500-6500']), nodeHost)
  const stop = { at: [], after: 0 }
  const lineAt = async (untilMs: number) => {
    const { frame } = await execution.advance({ untilMs, eventsMax: Infinity, wallMs: Infinity, speed: 1, stop })
    return frame.boxes['chain']!.line
  }
  expect(await lineAt(5_000)).toEqual({ text: 'block 3 · upgrade needed at 4', tone: 'failed' })
  expect((await lineAt(8_500)).text).not.toContain('upgrade')
})

test('where gas gets dearer, who signed for less runs out of it: code 11, and nothing of it has happened', async () => {
  const all = await toldBy(['out-of-gas:chain=3@3500-8500'], 'tx')
  const during = all.filter(({ t }) => t > 4_500 && t < 8_500)
  expect(during.length).toBeGreaterThan(2)
  expect(during.every(({ code, log }) => code === 11 && log.startsWith('out of gas in location'))).toBe(true)
  expect(all.filter(({ t, code }) => t > 10_500 && code === 0).length).toBeGreaterThan(2)
})

test('where contracts panic, calls fail with the error of the VM, and sequences go on', async () => {
  const all = await toldBy(['contract-panic:chain@3500-8500'], 'tx')
  const during = all.filter(({ t }) => t > 4_500 && t < 8_500)
  expect(during.length).toBeGreaterThan(2)
  for (const { code, log } of during) {
    expect(code).toBe(29)
    expect(log).toMatch(/Error calling the VM: the contract aborted: panicked at/)
  }
  expect(all.filter(({ t, code }) => t > 10_500 && code === 0).length).toBeGreaterThan(2)
})
