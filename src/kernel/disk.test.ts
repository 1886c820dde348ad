/** What a process keeps on its disk, and the turns that requests of the outside world take at a box of several instances. */
import { expect, test } from 'vitest'
import type { Component, Context } from './component'
import { defineDiagram } from './diagram'
import { createEngine } from './engine'
import { defineSimulation } from './simulation'
import { BARE, bareRun } from './testing/bare-simulation'

const diagram = defineDiagram({
  id: 'disk',
  file: '',
  title: '',
  line: '',
  order: 1,
  boxes: {
    keeper: { label: 'Keeper', kind: 'service', at: { x: 0, y: 0 }, instances: 2 },
    guest: { label: 'Guest', kind: 'service', at: { x: 300, y: 0 }, hostedBy: 'keeper' },
  },
  arrows: [{ from: 'keeper', to: 'guest' }],
  claims: [],
  legend: [],
})

async function play(...actions: string[]): Promise<string[]> {
  const seen: string[] = []
  const keeper = (context: Context<'guest'>): Component => {
    const kept = context.disk('counts', (): string[] => [])
    const memory: string[] = []
    return {
      async handle({ request }) {
        kept.push(`${request}`)
        memory.push(`${request}`)
        const guest = await context.call<string>('guest', { type: 'ask', request }, { timeoutMs: 10 })
        seen.push(`#${context.instance} kept ${kept.join(' ')}, remembers ${memory.join(' ')}, guest ${guest}`)
      },
    }
  }
  const guest = (context: Context): Component => ({
    handle: () => {
      const kept = context.disk('counts', (): string[] => ['made by the guest'])
      return `${kept.length} and ${context.disk('own', () => ({ name: 'own' })).name}`
    },
  })
  const simulation = defineSimulation({
    diagram,
    parameters: {},
    boot: () => Promise.resolve({}),
    components: { keeper, guest },
    verbs: {},
    scenarios: [{
      id: 'play', title: '', hypothesis: '', durationMs: 1_000, settleMs: 0, actions,
      *load() {
        for (let index = 1; index <= 4; index++) yield { atMs: index * 100, box: 'keeper', message: { type: 'go' } }
      },
    }], // prettier-ignore
    ...BARE,
    code: { keeper: [], guest: [] },
  })
  const host = { load: () => Promise.reject(new Error('nothing to load')) }
  const engine = await createEngine(simulation, bareRun('disk'), host)
  await engine.advance(Infinity, Infinity)
  return seen
}

test('a disk survives what its process does not, one for each instance, shared with the boxes in the process', async () => {
  expect(await play('crash:keeper/0@150-250')).toEqual([
    '#0 kept 1, remembers 1, guest 1 and own',
    '#1 kept 2, remembers 2, guest 1 and own',
    '#0 kept 1 3, remembers 3, guest 2 and own',
    '#1 kept 2 4, remembers 2 4, guest 2 and own',
  ])
})

test('requests of the outside world go on to an instance that can take them', async () => {
  const seen = await play('freeze:keeper/1@150-350')
  expect(seen.map((line) => line.slice(0, 2))).toEqual(['#0', '#0', '#0', '#1'])
})

test('another run has disks of its own', async () => {
  expect(await play()).toEqual(await play())
})
