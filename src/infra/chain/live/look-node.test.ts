/** What the inspector and the prompt show of a node outside of the run: one of this process, and a real one where a wasmd was built. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InspectQuery } from '~/kernel/component'
import type { TablePage } from '~/kernel/panel'
import type { PromptAnswer } from '~/kernel/store-kind'
import { live } from '../live-node'
import type { OpenLiveStore } from '../../live-store'
import { startFakeNode } from '../testing/fake-node'
import { isChainThere, startRealChain } from '../testing/real-node'
import { addressFor } from './prepare-node'
import { ADA } from '../testing/wallets'
import { artifactBytes } from '../vm/testing/artifact'
import type { LiveChainEngine } from './live-chain'

const WORLD = {} as Parameters<OpenLiveStore['engine']>[0]

test('a node whose payer has nothing is refused before a run begins, with what to do', async () => {
  const poor = await startFakeNode({ coins: '0' })
  const opening = live.open({ kind: 'chain', url: poor.url, isDisposable: false }, { suffix: 'feed0004' })
  await expect(opening).rejects.toThrow(/which is to pay for the run, has 0 uluna on fake-7/)
  await poor.stop()
})

describe.each([
  { name: 'a node of this process', isThere: true, start: () => startFakeNode({ blockMs: 100 }) },
  { name: 'a real node', isThere: isChainThere(), start: startRealChain },
])('$name', ({ isThere, start }) => {
  describe.skipIf(!isThere)('is looked into', () => {
    let node: Awaited<ReturnType<typeof start>>
    let store: OpenLiveStore
    let engine: LiveChainEngine
    let address: string
    const signer = { name: 'ada', secret: ADA.secret, address: '' }

    beforeAll(async () => {
      node = await start()
      store = await live.open({ kind: 'chain', url: node.url, isDisposable: true }, { suffix: 'feed0003' })
      engine = (await store.engine(WORLD)) as LiveChainEngine
      const place = await engine.prepare((terms) => {
        signer.address = addressFor(signer.secret, terms)
        const creator = signer.address
        const balances = [{ address: creator, coins: [{ denom: terms.denom, amount: '50000000000' }] }]
        const codes = [{ creator, code: artifactBytes('rogue') }]
        const contracts = [{ codeId: 1, creator, admin: creator, label: 'villain', message: () => ({}) }]
        return { options: { ...terms, genesis: { timeNs: 0n, balances, codes, contracts } }, maker: signer }
      })
      ;[address] = place.contracts as [string]
    })

    afterAll(async () => {
      await store?.close()
      await node?.stop()
    })

    const wallets = { signers: [signer], nameOf: (each: string) => (each === signer.address ? 'ada' : undefined) }
    const look = (query: InspectQuery) => engine.look!(query, wallets)
    const page = async (query: InspectQuery) => (await look(query)) as unknown as TablePage
    const cells = async (query: InspectQuery) => (await page(query)).rows.map((row) => row.cells)
    const line = async (text: string) => (await look({ view: 'line', line: text })) as unknown as PromptAnswer

    test('by its panels, blocks and transactions', async () => {
      expect(JSON.stringify(await look({ view: 'state' }))).toMatch(/ · block \d+ · \d+ transactions? waiting/)
      const { rows } = await page({ view: 'blocks' })
      expect(Number(rows[0]!.cells[0])).toBeGreaterThan(Number(rows[1]!.cells[0]))
      const { height } = (store.told ?? {}) as { readonly height: number }
      const [[hash, action, signers, code]] = (await cells({ view: 'block', height })) as [
        [string, string, string, number],
      ]
      expect([action, signers, code]).toEqual(['MsgInstantiateContract2', 'ada', 0])
      const details = await cells({ view: 'tx', height, index: 0 })
      expect(details).toContainEqual(['hash', hash])
      expect(details).toContainEqual(['code', '0: done'])
      expect((await cells({ view: 'events', height, index: 0 })).flat()).toContain(`${address} (villain)`)
      expect((await line(`tx ${hash}`)).text).toContain('MsgInstantiateContract2')
      expect((await line(`block ${height}`)).text).toContain(hash)
      expect((await page({ view: 'mempool' })).empty).toBe('Nothing waits.')
    })

    test('by its contracts, codes and accounts', async () => {
      const [contract] = await cells({ view: 'contracts' })
      expect([contract![0], contract![2], contract!.at(-1)]).toEqual(['villain', 'ada', address])
      expect(await cells({ view: 'contract', address })).toContainEqual(['admin', `${signer.address} (ada)`])
      expect((await page({ view: 'contract-state', address })).rows.length).toBeGreaterThan(0)
      const [code] = await cells({ view: 'codes' })
      expect(code![2]).toBe('villain')
      const id = Number(/\d+/.exec(String(code![0]))![0])
      expect((await page({ view: 'code', id })).text).toMatch(/^accepted/)
      const [account] = await cells({ view: 'accounts' })
      expect(account).toMatchObject(['ada', 1, expect.stringMatching(/ uluna$/) as string, signer.address])
    })

    test('at its prompt: what is read is answered, what is wrong is said, and what writes is signed by the verb', async () => {
      expect((await line('contracts')).text).toContain(address)
      expect((await line('balance ada')).text).toMatch(/^\d+uluna$/)
      expect((await line('query nobody {}')).text).toMatch(
        /^\(error\) there is no contract "nobody"; by label there are villain/,
      )
      expect((await line('query villain {"nothing":{}}')).text).toMatch(/cannot be asked: |\(error\)/)
      expect((await line('fly')).text).toMatch(/^unknown command fly; there are:/)
      expect(await line('send ada villain {"emit":{"attributes":[],"events":[],"data":null}}')).toMatchObject({
        isWrite: true,
      })
    })

    test('what is typed to be signed is signed, and a block has it', async () => {
      const said = await engine.live.send('send ada villain {"emit":{"attributes":[],"events":[],"data":null}}', [
        signer,
      ])
      expect(said).toMatch(/^tx [0-9A-F]{64}\nada, sequence 1, gas wanted \d+: waiting for a block$/)
      await expect.poll(async () => (await cells({ view: 'accounts' }))[0]![1], { timeout: 120_000 }).toBe(2)
      const stored = await engine.live.store(signer, artifactBytes('collection'))
      expect(stored).toMatch(/^tx [0-9A-F]{64}\nada, sequence 2, .*\nthen: codes names its number, and instantiate ada/)
      await expect.poll(async () => (await cells({ view: 'codes' })).length, { timeout: 120_000 }).toBe(2)
      expect(await engine.live.send('send bob villain {}', [signer])).toMatch(
        /^\(error\) nobody here has the key of "bob"/,
      )
      expect(await engine.live.send('send ada villain {"fly":{}}', [signer])).toMatch(/^\(error\) not sent: /)
    })
  })
})
