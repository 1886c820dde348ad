/** What the tables hold is what the contracts themselves answer at that height: a third witness beside events and bank. */
import { expect, test } from 'vitest'
import { nodeHost } from '~/host/node'
import { createEngine, type Engine } from '~/kernel/engine'
import { runOf } from '~/kernel/run'
import type { PromptAnswer } from '~/kernel/store-kind'
import simulation from './index'

async function answerOf(engine: Engine, box: string, view: string, line: string): Promise<string> {
  return ((await engine.inspect(box, 0, { view, line })) as unknown as PromptAnswer).text
}

const rowsOf = async (engine: Engine, sql: string) =>
  (await answerOf(engine, 'postgres', 'sql', sql)).split('\n').slice(2, -1)

async function query<Answer>(engine: Engine, contract: string, message: object): Promise<Answer> {
  const text = await answerOf(engine, 'chain', 'line', `query ${contract} ${JSON.stringify(message)}`)
  // What it cost stands below the answer.
  return JSON.parse(text.slice(0, text.lastIndexOf('}') + 1)) as Answer
}

/** Every token of a collection with its owner, asked page by page and then one by one. */
async function ownersOf(engine: Engine, collection: string): Promise<string[]> {
  const owners: string[] = []
  for (let after: string | undefined; ;) {
    const { tokens } = await query<{ tokens: string[] }>(engine, collection, {
      all_tokens: { limit: 30, ...(after === undefined ? {} : { start_after: after }) },
    })
    if (tokens.length === 0) return owners
    for (const id of tokens) {
      const { owner } = await query<{ owner: string }>(engine, collection, { owner_of: { token_id: id } })
      owners.push(`${collection}/${id}=${owner}`)
    }
    after = tokens.at(-1)
  }
}

interface Listing {
  readonly id: number
  readonly version: number
  readonly price: string
  readonly seller: string
}

async function listingsOf(engine: Engine): Promise<string[]> {
  const found: string[] = []
  for (let after = 0; ;) {
    const message = { listings: { start_after: after, limit: 30 } }
    const { listings } = await query<{ listings: Listing[] }>(engine, 'market', message)
    if (listings.length === 0) return found
    found.push(...listings.map(({ id, version, price, seller }) => `${id}.${version}=${price} of ${seller}`))
    after = listings.at(-1)!.id
  }
}

test.each(['steady', 'away-and-back'])(
  '%s: owners and offers, asked of the contracts block by block',
  async (scenario) => {
    const run = runOf(simulation.diagram.id, {
      scenario,
      seed: 5,
      actions: [{ verb: 'rate', target: { kind: 'box', box: 'web' }, value: '12', atMs: 0 }],
      settings: { blockMs: '1 s' },
      durationMs: 20_000,
      settleMs: 1_000,
    })
    const engine = await createEngine(simulation, run, nodeHost)
    const counts = { heights: new Set<string>(), tokens: 0, offers: 0 }
    // Between two blocks the tables are at the height of the chain.
    for (let atMs = 4_800; atMs < 20_000; atMs += 5_000) {
      await engine.advance(atMs, Infinity)
      const owned = `SELECT k.name || '/' || token_id || '=' || owner FROM tokens t JOIN collections k ON k.address = t.collection`
      const tables = (await rowsOf(engine, owned)).toSorted()
      const chain = [...(await ownersOf(engine, 'Boxes')), ...(await ownersOf(engine, 'Arrows'))].toSorted()
      expect(tables).toEqual(chain)
      const offered = `SELECT id || '.' || version || '=' || price || ' of ' || seller FROM listings WHERE status = 'active' ORDER BY id`
      const offers = await rowsOf(engine, offered)
      expect(offers).toEqual(await listingsOf(engine))
      counts.heights.add((await rowsOf(engine, 'SELECT height FROM cursor'))[0]!)
      counts.tokens = Math.max(counts.tokens, chain.length)
      counts.offers = Math.max(counts.offers, offers.length)
    }
    expect(counts.heights.size).toBe(4)
    expect(counts.tokens).toBeGreaterThan(10)
    expect(counts.offers).toBeGreaterThan(2)
  },
)
