/** A visitor's page: what he does goes through the boxes, and the page says no more than it knows. */
import { expect, test } from 'vitest'
import { nodeHost } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { createEngine, type Engine } from '~/kernel/engine'
import type { GalleryPanel, Panel } from '~/kernel/panel'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import type { PromptAnswer } from '~/kernel/store-kind'
import simulation from './index'

function engineOf(actions: readonly string[], durationMs: number): Promise<Engine> {
  const vocabulary = vocabularyOf(simulation)
  const run = runOf(simulation.diagram.id, {
    scenario: 'steady',
    seed: 7,
    actions: ['rate:web=0@0', ...actions].map((text) => parseAction(text, vocabulary)),
    settings: { blockMs: '1 s' },
    durationMs,
    settleMs: 1_000,
  })
  return createEngine(simulation, run, nodeHost)
}

async function pageAt(actions: readonly string[], momentsMs: readonly number[]): Promise<(readonly Panel[])[]> {
  const engine = await engineOf(actions, momentsMs.at(-1)!)
  const found: (readonly Panel[])[] = []
  for (const atMs of momentsMs) {
    await engine.advance(atMs, Infinity)
    const state = (await engine.inspect('web', 0, { view: 'state' })) as unknown as { panels: readonly Panel[] }
    found.push(state.panels)
  }
  return found
}

test('the prompt of the Read API reads the tables, says what is wrong, and writes nothing', async () => {
  const actions = ['page:web=be ada@2000', 'page:web=mint Boxes@4200', 'page:web=list Boxes/1 25@9000']
  const engine = await engineOf(actions, 13_000)
  await engine.advance(13_000, Infinity)
  const ask = async (line: string) => {
    const { text, isWrite } = (await engine.inspect('api', 0, { view: 'graphql', line })) as unknown as PromptAnswer
    expect(isWrite).toBe(false)
    return text
  }
  const answer = JSON.parse(await ask('{ offers(first: 1) { edges { node { id price } } } }')) as object
  expect(answer).toMatchObject({ data: { offers: { edges: [{ node: { id: 1, price: '25000000' } }] } } })
  expect(await ask('{ offers { nothing } }')).toMatch(/^\(error\) Cannot query field "nothing"/)
  expect(await ask('mutation { sell }')).toMatch(
    /^\(error\) Schema is not configured|not configured to execute mutation/,
  )
  expect(await ask('{ offers(first: 1000) { edges { cursor } } }')).toContain('first is a number from 1 to 100')
  expect(answer).toMatchObject({ extensions: { sql: 1 } })
  for (const garbage of ['!', 'nothing', btoa('1 OR 1'), btoa('boxes'), btoa('')]) {
    for (const list of ['offers(', 'tokens(owner: "ada", '])
      expect(await ask(`{ ${list}after: "${garbage}") { edges { cursor } } }`)).toContain('after is a cursor of an')
  }
  expect(await ask('{ offers(seller: "\\u0000") { edges { cursor } } }')).toContain('that no address has')
  expect(await ask('{')).toMatch(/^\(error\) Syntax Error/)
})

const textsOf = (panels: readonly Panel[]) => panels.flatMap((panel) => (panel.kind === 'text' ? [panel.text] : []))
const cardsOf = (panels: readonly Panel[]) =>
  panels.find((panel): panel is GalleryPanel => panel.kind === 'gallery')!.cards

test('before a page is open one is offered to be one of the wallets', async () => {
  const [panels] = await pageAt([], [2_000])
  expect(panels!.find(({ kind }) => kind === 'act')).toMatchObject({ act: { verb: 'page', value: 'be ada' } })
})

test('what is minted waits for a block, is there with its picture, and can be listed and bought by another', async () => {
  const actions = [
    'page:web=be ada@2000',
    'page:web=mint Boxes@4200',
    'page:web=list Boxes/1 25@9000',
    'page:web=buy 1@14000',
    'page:web=be ben@15000',
    'page:web=buy 1@19000',
  ]
  const [waiting, minted, listed, own, bought] = await pageAt(actions, [4_600, 8_900, 13_000, 14_900, 24_000])
  expect(textsOf(waiting!).at(-1)).toMatch(/^minting Boxes · tx [0-9A-F]{8}…: waiting for block \d+, nothing is paid/)
  expect(cardsOf(waiting!)).toEqual([])
  const [token] = cardsOf(minted!)
  expect(token).toMatchObject({ id: 'Boxes/1', title: 'Boxes #1', figure: 'not listed', lines: ['yours'] })
  expect(token!.image).toMatch(/^<svg /)
  expect(cardsOf(listed!)).toMatchObject([{ id: 'listing 1', figure: '25 luna', acts: [{ label: 'Cancel' }] }])
  // Nobody sells to himself: the contract says so, and the page passes it on.
  expect(textsOf(own!).join()).toMatch(/buying 1.*(failed|waiting)/)
  expect(cardsOf(bought!)).toMatchObject([{ id: 'Boxes/1', lines: ['yours'] }])
  expect(textsOf(bought!)[0]).toMatch(/^you are ben · 99,97\d/)
})

test('a chain that halts sells nothing, and the page says that it waits', async () => {
  const actions = [
    'page:web=be ada@2000',
    'page:web=mint Boxes@4200',
    'page:web=list Boxes/1 25@9000',
    'page:web=be ben@13000',
    'halt:chain@15500',
    'page:web=buy 1@16000',
  ]
  const [panels] = await pageAt(actions, [19_000])
  expect(cardsOf(panels!)[0]!.status).toMatchObject({
    text: expect.stringMatching(/^not sold yet: waiting for block/) as string,
  })
})

const lastDeed = (panels: readonly Panel[]) =>
  panels.flatMap((panel) => (panel.kind === 'text' && panel.label.startsWith('deed') ? [panel.text] : []))[0]

test.each([
  ['has idled while the node pruned its blocks', ['prune:chain=2@16000', 'page:web=mint Boxes@17000'], 22_900],
  [
    'was cut off while the node pruned its blocks',
    ['page:web=mint Boxes@16500', 'partition:web~chain@16800-27000', 'prune:chain=2@26000'],
    33_900,
  ],
])('a page that %s learns what became of its transaction', async (_, actions, atMs) => {
  const before = ['page:web=be ada@2000', 'page:web=mint Boxes@4200']
  const [first, last] = await pageAt([...before, ...actions], [9_000, atMs])
  expect(lastDeed(first!)).toMatch(/in block 6$/)
  expect(lastDeed(last!)).toMatch(/in block 1[6-9]$/)
})

const noticeOf = (panels: readonly Panel[]) =>
  panels.find((panel): panel is GalleryPanel => panel.kind === 'gallery')!.notice

test.each([
  ['is dead', 'crash:indexer@6200'],
  ['stands still', 'freeze:indexer@6200'],
])('while the indexer %s the page says how many blocks it is behind the chain itself', async (_, act) => {
  const [before, during] = await pageAt(['page:web=be ada@2000', act], [6_000, 12_900])
  expect(noticeOf(before!)).toEqual({ text: 'this page is of block 5', tone: 'allowed' })
  expect(noticeOf(during!)).toEqual({ text: 'indexed 6 blocks behind: chain 13, page 7', tone: 'degraded' })
})

test('while the chain does not answer the page does not say that it is current', async () => {
  const [panels] = await pageAt(['page:web=be ada@2000', 'rpc-down:chain@6200'], [12_900])
  expect(noticeOf(panels!)).toMatchObject({
    tone: 'unknown',
    text: expect.stringContaining('does not answer') as string,
  })
})

const seconds = (fromMs: number, count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => `page:web=${line(at)}@${fromMs + at * 300}`)

test('what the visitor has on offer stays, however much others list after him, and theirs is read page by page', async () => {
  const actions = [
    'page:web=be ada@2000',
    'page:web=mint Boxes@4200',
    'page:web=list Boxes/1 25@9000',
    'page:web=be ben@13000',
    ...seconds(15_000, 13, () => 'mint Boxes'),
    ...seconds(28_000, 13, (at) => `list Boxes/${at + 2} ${at + 30}`),
    'page:web=be ada@42000',
    'page:web=more@45000',
    'page:web=more@49000',
    'page:web=cancel 1@50000',
  ]
  const [first, more, cancelled] = await pageAt(actions, [44_900, 48_900, 56_000])
  const ids = (panels: readonly Panel[]) => cardsOf(panels).map(({ id }) => id)
  const offered = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, at) => `listing ${from - at}`)
  expect(ids(first!)).toEqual(['listing 1', ...offered(14, 3)])
  expect(cardsOf(first!)[0]).toMatchObject({ lines: ['yours, in escrow'], acts: [{ label: 'Cancel' }] })
  const isMore = (panels: readonly Panel[]) =>
    panels.some((panel) => panel.kind === 'act' && panel.act.value === 'more')
  expect(isMore(first!)).toBe(true)
  expect(ids(more!)).toEqual(['listing 1', ...offered(14, 2)])
  expect(isMore(more!)).toBe(false)
  expect(ids(cancelled!)).toEqual(['Boxes/1', ...offered(14, 2)])
})
