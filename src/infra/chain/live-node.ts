/** Connects a run to a real node of a CosmWasm chain. */
import type { LiveConnector } from '../live-store'
import { toldOf } from './live/deployed'
import type { LiveChainEngine } from './live/live-chain'
import { lookAtNode } from './live/look-node'
import { payerOf } from './live/payer-node'
import { addressFor, cannotPay, prepareChain } from './live/prepare-node'
import { LiveChainServer } from './live/server-node'

const ROUND_TRIPS = 5

/** Runs on a real chain: CometBFT 0.37 or later, wasmd 0.29 or later. */
export const live: LiveConnector = {
  async open(store, { suffix }) {
    const server = new LiveChainServer(store)
    const { client } = server
    try {
      const payer = await payerOf(store.url)
      const [terms, { node_info: node }, { response: app }] = await Promise.all([
        client.terms(suffix),
        client.result('status'),
        client.result('abci_info'),
      ])
      const times: number[] = []
      for (let trip = 0; trip < ROUND_TRIPS; trip++) {
        const sinceMs = performance.now()
        await client.result('health')
        times.push(performance.now() - sinceMs)
      }
      const consensus = `CometBFT ${node.version.slice(0, 40)}`
      const version = textOf(app['version']) || consensus
      const about = { title: `${textOf(app['data']) || 'CosmWasm chain'} on ${consensus}`, version }
      const payerAddress = addressFor(payer, terms)
      const owned = BigInt(await client.balance(payerAddress, terms.denom))
      if (owned === 0n) throw cannotPay(payerAddress, owned, terms)
      return {
        ...about,
        half: server.half,
        roundTripMs: times.toSorted((a, b) => a - b)[ROUND_TRIPS >> 1]!,
        creates: [
          `on ${terms.chainId} accounts with coins of ${payerAddress}, codes, and contracts whose labels end in ${suffix}; a chain removes nothing, so they stay`,
        ],
        get told() {
          const { prepared } = server
          return prepared === undefined ? undefined : toldOf(prepared.place)
        },
        engine: (): Promise<LiveChainEngine> =>
          Promise.resolve({
            name: 'live',
            ...about,
            live: server,
            look: lookAtNode(client, () => server.prepared),
            async prepare(plan) {
              server.prepared = await prepareChain(client, payer, terms, plan(terms))
              return server.prepared.place
            },
          }),
        clean() {
          const { prepared } = server
          if (prepared === undefined) return Promise.resolve([])
          const { accounts, codeIds, labels } = prepared
          return Promise.resolve([
            `nothing from ${terms.chainId}, where ${accounts} accounts, codes ${codeIds.join(', ')} and contracts ${labels.join(', ')} stay`,
          ])
        },
        close() {
          server.close()
          return Promise.resolve()
        },
      }
    } catch (error) {
      server.close()
      throw error
    }
  },
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 60) : ''
}
