/**
 * The web app: pages that people have open, each with a wallet. They read from the Read API, sign with CosmJS, and send to the chain
 * themselves; nobody else holds a key.
 */
import { CosmWasmClient } from '@cosmjs/cosmwasm'
import type { EncodeObject } from '@cosmjs/proto-signing'
import { Comet38Client, type RpcClient } from '@cosmjs/tendermint-rpc'
import { utf8 } from '../text'
import { createChainRpc } from '~/infra/chain/client'
import { isStoreTrouble } from '~/kernel/store-error'
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { IntentFact } from '../facts'
import type { VisitKind, VisitMessage } from '../messages'
import { blockMsOf, type Parameters } from '../parameters'
import type { Marketplace } from '../marketplace'
import type { WalletKey } from '../wallets'
import { BlockWatch, headOf } from './block-watch'
import { Visitors, type Decision } from './decide'
import { settleSale } from './settle-off-chain'
import { parsePageLine } from './page-line'
import { Storefront } from './storefront'
import { storefrontPanels } from './storefront-panels'
import { submit, type Submission } from './submit'
import { villainy } from './villain'
import { Wallet } from './wallet'

const RPC_TIMEOUT_MS = 3_000
/** The tab of whoever uses the page himself: it knows nothing of the others of its wallet. */
const VISITORS_TAB = 9
/** Gas of each thing one can do, in SDK gas: measured, and a good third above it. */
const GAS: Readonly<Record<Exclude<VisitKind, 'browse'>, number>> = {
  mint: 500_000,
  list: 500_000,
  reprice: 300_000,
  cancel: 400_000,
  buy: 700_000,
  give: 300_000,
  stray: 300_000,
}

export function createWeb(
  context: Context<'api' | 'chain' | 'ipfs'>,
  setup: Setup<Parameters, { readonly marketplace: Marketplace }>,
): Component {
  const { clock } = context
  const { parameters, without } = setup
  const { marketplace } = setup.servers
  const { chainId, denom, traders, operator } = marketplace
  const visitors = new Visitors(context, setup)
  const watch = new BlockWatch({
    clock,
    comet: cometFor(0),
    archive: cometFor(0, true),
    everyMs: blockMsOf(parameters) / 3,
    chainId,
    neverExpires: without('waits-forever'),
  })
  const tabs = new Map<string, Wallet>()

  /** CosmJS' client over the arrow to the chain, for one request of a visitor. */
  function cometFor(request: number, isArchive = false): Comet38Client {
    const rpc = createChainRpc(context, 'chain', {
      timeoutMs: RPC_TIMEOUT_MS,
      request,
      ...(isArchive && { isArchive }),
    })
    return Comet38Client.create(rpc as unknown as RpcClient)
  }

  function tabOf(key: WalletKey, tab: number): Wallet {
    const name = `${key.name}/${tab}`
    const known = tabs.get(name)
    if (known !== undefined) return known
    const opened = new Wallet(context, cometFor(0), key, marketplace)
    tabs.set(name, opened)
    return opened
  }

  function send(
    request: number,
    wallet: Wallet,
    decision: NonNullable<Decision>,
    gas: number,
    heard: (hash: string) => void = () => undefined,
  ): Promise<Submission> {
    const sent = (hash: string) => {
      context.emit('sent', { hash, wallet: wallet.key.name }, { request })
      heard(hash)
    }
    const { timeoutBlocks } = parameters
    const options = {
      comet: cometFor(request),
      watch,
      timeoutBlocks,
      signsAnew: without('signs-anew'),
      asksIndex: without('asks-the-index'),
      sent,
    }
    return submit(context, wallet, [executeMessage(wallet, decision, denom)], gas, options)
  }

  /** Says how an intention has ended, as its page does. */
  function teller(request: number, what: string, { key }: Wallet) {
    const sinceMs = clock.monotonicMs()
    return (outcome: IntentFact['outcome'], ended: Partial<IntentFact> = {}) => {
      const { code = 0, height = 0, hash = '' } = ended
      const ms = clock.monotonicMs() - sinceMs
      const fact: IntentFact = { what, wallet: key.name, outcome, code, height, hash, ms }
      context.emit('intent', { ...fact }, { request })
    }
  }

  /** Signs and sends what nobody has asked for on a page. */
  async function sendBySelf(what: string, wallet: Wallet, decision: NonNullable<Decision>): Promise<void> {
    const request = context.nextRequest()
    const told = teller(request, what, wallet)
    const ended = await send(request, wallet, decision, GAS.buy)
    told(ended.outcome, ended)
  }

  async function visit(message: VisitMessage): Promise<void> {
    const { request, what, tab = 0 } = message
    const wallet = tabOf(traders[message.wallet % traders.length]!, tab)
    const told = teller(request, what, wallet)
    let decision: Decision
    try {
      decision = await visitors.decide(message, wallet.key, CosmWasmClient.create(cometFor(request)))
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      return told('unavailable')
    }
    if (what === 'browse') return told('shown')
    if (decision === null) return told('nothing-to-do')
    const ended = await send(request, wallet, decision, GAS[what])
    told(ended.outcome, ended)
    if (what !== 'buy' || ended.outcome !== 'included' || !without('on-chain-escrow')) return
    const back = tabOf(operator, 0)
    for (const each of settleSale(decision, marketplace)) await sendBySelf('settle', back, each)
  }

  const front = new Storefront({
    context,
    visitors,
    marketplace,
    isVerifying: !without('shows-anything'),
    async send(key, what, decide, heard) {
      const request = context.nextRequest()
      const wallet = tabOf(key, VISITORS_TAB)
      const told = teller(request, what, wallet)
      const ended = await trouble<Submission>(
        async () => send(request, wallet, (await decide(request))!, GAS[what], heard),
        { outcome: 'unavailable' },
      )
      told(ended.outcome, ended)
      return ended
    },
    async browse(key, look) {
      const request = context.nextRequest()
      const told = teller(request, 'browse', tabOf(key, VISITORS_TAB))
      const isShown = await trouble(() => look(request).then(() => true), false)
      told(isShown ? 'shown' : 'unavailable')
      return isShown
    },
    async askChain({ address }, request) {
      const comet = cometFor(request)
      const { latest: height } = await headOf(comet, chainId)
      return { height, balance: (await CosmWasmClient.create(comet).getBalance(address, denom)).amount }
    },
  })

  return {
    handle: (message: Message) => visit(message as VisitMessage),
    act(verb, value, phase) {
      if (verb === 'page' && phase === 'start') {
        const line = parsePageLine(value ?? '', marketplace)
        return typeof line === 'string' ? line : front.do(line)
      }
      if (verb !== 'villain' || phase !== 'start') return undefined
      const villain = tabOf(traders.at(-1)!, 2)
      for (const each of villainy(villain.key, clock.nowMs(), marketplace)) void sendBySelf('villainy', villain, each)
      return undefined
    },
    inspect: () => {
      const height = Math.max(watch.latestHeight, front.view?.chainHeight ?? 0)
      return { panels: storefrontPanels(front, height), tabs: tabs.size, height }
    },
  }
}

/** Does it, and gives something else where network, node or store fail it. */
async function trouble<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isStoreTrouble(error)) throw error
    return otherwise
  }
}

function executeMessage(
  { key }: Wallet,
  { contract, message, coins }: NonNullable<Decision>,
  denom: string,
): EncodeObject {
  const funds = coins === undefined ? [] : [{ denom, amount: coins }]
  return {
    typeUrl: '/cosmwasm.wasm.v1.MsgExecuteContract',
    value: { sender: key.address, contract, msg: utf8(JSON.stringify(message)), funds },
  }
}
