/** What a chain may say and no table can hold: it is quarantined and told, the next block is written, and the checkers see nothing wrong. */
import { expect, test } from 'vitest'
import { bech32Of, contractAddress } from '~/infra/chain/port'
import { nodeHost } from '~/host/node'
import { parseAction } from '~/kernel/action'
import { createEngine, type Engine } from '~/kernel/engine'
import { runOf } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import type { PromptAnswer } from '~/kernel/store-kind'
import { listing } from './components/decide'
import simulation from './index'
import { modelled } from './marketplace'

const BOXES = modelled.collections[0]!.address
const ADA = modelled.traders[0]!.address

async function played(lines: readonly string[], durationMs = 12_000): Promise<Engine> {
  const vocabulary = vocabularyOf(simulation)
  const acts = lines.map((line, at) => `send:chain=${line}@${1_500 + at * 1_000}`)
  const run = runOf(simulation.diagram.id, {
    scenario: 'steady',
    seed: 7,
    actions: ['rate:web=0@0', ...acts].map((text) => parseAction(text, vocabulary)),
    settings: { blockMs: '1 s' },
    durationMs,
    settleMs: 5_000,
  })
  const engine = await createEngine(simulation, run, nodeHost)
  await engine.advance(Infinity, Infinity)
  return engine
}

/** The first column of the rows. */
async function valuesOf(engine: Engine, sql: string): Promise<string[]> {
  const answer = await engine.inspect('postgres', 0, { view: 'sql', line: sql })
  return (answer as unknown as PromptAnswer).text.split('\n').slice(2, -1)
}

async function expectWhole(engine: Engine): Promise<void> {
  expect(await valuesOf(engine, 'SELECT height FROM cursor')).toEqual(['17'])
  expect(engine.verdicts().filter(({ held }) => !held)).toEqual([])
}

const line = (wallet: string, contract: string, message: object, coins = '') =>
  `send ${wallet} ${contract} ${JSON.stringify(message)}${coins}`
const mint = (uri: string) => line('ada', 'market', { mint: { collection: BOXES, token_uri: uri } }, ' 5000000uluna')

test('a URI that no text of PostgreSQL can be', async () => {
  const engine = await played([mint('\0'), mint('ipfs://fine')])
  expect(await valuesOf(engine, 'SELECT reason FROM quarantine')).toEqual([
    'token_uri has a character that PostgreSQL does not take',
  ])
  expect(await valuesOf(engine, "SELECT token_id || '=' || uri FROM tokens ORDER BY 1")).toEqual([
    '1=',
    '2=ipfs://fine',
  ])
  await expectWhole(engine)
})

test('a listing of a collection that the indexer does not follow', async () => {
  const third = bech32Of(modelled.prefix, contractAddress(1n, 5n))
  const collection = { name: 'Third', symbol: 'T', minter: ADA, creator: ADA }
  const { message } = listing(modelled, third, '1', '25000000', 0)
  const engine = await played([
    `instantiate ada 1 third ${JSON.stringify(collection)}`,
    line('operator', 'market', { allow_collection: { collection: third } }),
    line('ada', third, { mint: { token_id: '1', owner: ADA } }),
    line('ada', third, message),
    line('ben', 'market', { buy: { listing_id: 1, version: 1, price: '25000000' } }, ' 25000000uluna'),
    mint('ipfs://fine'),
  ])
  const reason = `collection ${third} is not followed`
  expect(await valuesOf(engine, 'SELECT reason FROM quarantine')).toEqual([reason, reason])
  expect(await valuesOf(engine, 'SELECT count(*) FROM listings')).toEqual(['0'])
  expect(await valuesOf(engine, 'SELECT uri FROM tokens')).toEqual(['ipfs://fine'])
  await expectWhole(engine)
})

test('a token that is burned belongs to nobody', async () => {
  const burn = line('ada', 'Boxes', { burn: { token_id: '1' } })
  const engine = await played([mint('ipfs://a'), mint('ipfs://b'), burn])
  expect(await valuesOf(engine, 'SELECT token_id FROM tokens')).toEqual(['2'])
  await expectWhole(engine)
})
