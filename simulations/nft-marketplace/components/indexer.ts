/**
 * The indexer. A subscription is only its doorbell: what it writes it fetches by height, one block after the other, and writes rows and
 * cursor in one transaction. Whatever rings twice, late or not at all, it goes on where its cursor is.
 */
import { CosmWasmClient } from '@cosmjs/cosmwasm'
import { Comet38Client, type RpcClient } from '@cosmjs/tendermint-rpc'
import { hex } from '@scure/base'
import { type ChainSocket, type PublishedEvent, transactionHash } from '~/infra/chain/port'
import { createChainRpc, createChainSocket } from '~/infra/chain/client'
import { createPostgresClient } from '~/infra/postgres/client'
import { isStoreTrouble, StoreError } from '~/kernel/store-error'
import { backoffMs, type Backoff } from '~/blocks/backoff'
import type { Component, Context } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { IndexedFact } from '../facts'
import type { Marketplace } from '../marketplace'
import { blockMsOf, type Parameters } from '../parameters'
import cursorSql from '../sql/cursor.sql?raw'
import { isText } from '../projectable'
import { statementsOf } from './block-statements'
import { projectBlock, quarantined, type BlockRows, type PlacedEvent, type TokenRow } from './project'

const RPC_TIMEOUT_MS = 2_000
const SQL_TIMEOUT_MS = 2_000
const NEW_BLOCKS = "tm.event='NewBlock'"
const AGAIN: Backoff = { firstMs: 200, factor: 2, maxMs: 3_000, jitter: 0.3 }

/** Where the indexer may die. */
export const INDEXER_STEPS = ['before-rows', 'between-rows-and-cursor', 'after-commit'] as const

export function createIndexer(
  context: Context<'chain' | 'postgres'>,
  setup: Setup<Parameters, { readonly marketplace: Marketplace }>,
): Component {
  const { clock, rng } = context
  const { parameters, without } = setup
  const { marketplace } = setup.servers
  const rpc = createChainRpc(context, 'chain', { timeoutMs: RPC_TIMEOUT_MS })
  const comet = Comet38Client.create(rpc as unknown as RpcClient)
  const client = CosmWasmClient.create(comet)
  const archive = Comet38Client.create(
    createChainRpc(context, 'chain', { timeoutMs: RPC_TIMEOUT_MS, isArchive: true }) as unknown as RpcClient,
  )
  const database = createPostgresClient(context, 'postgres', { timeoutMs: SQL_TIMEOUT_MS })
  const waitMs = parameters.watchdogBlocks * blockMsOf(parameters)
  const shown = { height: 0, chainHeight: 0, state: 'starting', trouble: '' }
  let connections = 0

  async function readCursor(): Promise<number> {
    const { rows } = await database.query('SELECT height FROM cursor')
    return Number(rows[0]!['height'])
  }

  /** Fetches and writes every block from the cursor up to the head. */
  async function catchUp(): Promise<void> {
    const { nodeInfo, syncInfo } = await comet.status()
    if (nodeInfo.network !== marketplace.chainId)
      return told(`the node is of ${nodeInfo.network}: nothing is taken from it`)
    const head = syncInfo.latestBlockHeight
    shown.chainHeight = Math.max(shown.chainHeight, head)
    let height = await readCursor()
    shown.height = height
    const earliest = syncInfo.earliestBlockHeight ?? 1
    if (height < head && height + 1 < earliest) {
      told(`block ${height + 1} is gone: the node keeps them from ${earliest} on, so an archive is asked`)
    } else {
      told('following')
    }
    while (height < head) {
      // What the node has pruned an archive has; to go on without it would leave a hole for good.
      await index(height + 1, await fetchEvents(height + 1, height + 1 < earliest ? archive : comet))
      height++
    }
  }

  /** Says what it is doing, once, where somebody can see it. */
  function told(state: string): void {
    if (shown.state !== state) context.emit('indexer', { state, height: shown.height })
    shown.state = state
  }

  async function fetchEvents(height: number, node: Comet38Client): Promise<PlacedEvent[]> {
    const { block } = await node.block(height)
    if (block.txs.length === 0) return []
    const { results } = await node.blockResults(height)
    return results.flatMap(({ code, events }, txIndex) => {
      // A failed transaction is in the block, too; nothing of it has happened.
      const txHash = hex.encode(transactionHash(block.txs[txIndex]!)).toUpperCase()
      return code === 0 ? placed(events, txIndex, txHash) : []
    })
  }

  /** Writes what a block changes and moves the cursor: in one transaction, unless the mistake is wanted. */
  async function index(height: number, events: readonly PlacedEvent[]): Promise<void> {
    const rows = projectBlock(events, marketplace, without('trusts-any-contract'))
    await Promise.all(rows.tokens.filter(({ isNew }) => isNew).map((token) => findUri(token, rows)))
    const rowsWritten = statementsOf(rows, height)
    // Who indexes what a subscription tells cannot ask for what it has missed: it has to take gaps.
    const cursor = { text: cursorSql, values: [height, shown.chainHeight, without('indexed-by-height')] }
    await context.step('before-rows')
    if (without('cursor-first')) {
      await database.batch([cursor])
      await context.step('between-rows-and-cursor')
      await database.batch(rowsWritten)
    } else {
      await database.transaction(async ({ query }) => {
        for (const { text, values } of rowsWritten) await query(text, values)
        await context.step('between-rows-and-cursor')
        const { rowCount } = await query(cursor.text, cursor.values)
        if (rowCount === 0) throw new CursorMoved(height)
      })
    }
    shown.height = height
    if (rows.quarantine.length > 0)
      context.emit('quarantined', { height, reasons: rows.quarantine.map(({ reason }) => reason) })
    const count = Object.values(rows).reduce((sum, list: readonly object[]) => sum + list.length, 0)
    const fact: IndexedFact = { height, events: events.length, rows: count, chainHeight: shown.chainHeight }
    context.emit('indexed', { ...fact })
    await context.step('after-commit')
  }

  /** Fills in the URI of a new token. Whoever mints writes it, so it may be none that a table takes. */
  async function findUri(token: TokenRow, { quarantine }: BlockRows): Promise<void> {
    const uri = await uriOf(token)
    if (isText(uri)) token.uri = uri
    else quarantine.push(quarantined(token.place, 'token_uri has a character that PostgreSQL does not take'))
  }

  /** The URI of a token, which no event tells: its collection is asked. One that is gone by now has none. */
  async function uriOf({ collection, token_id }: TokenRow): Promise<string> {
    try {
      const info = (await client.queryContractSmart(collection, { nft_info: { token_id } })) as {
        token_uri?: string | null
      }
      return info.token_uri ?? ''
    } catch (error) {
      if (isStoreTrouble(error)) throw error
      return ''
    }
  }

  /** Writes what a subscription tells, and nothing else: what it does not tell is never known. */
  async function indexFromEvent({ result: { data } }: PublishedEvent): Promise<void> {
    const { value } = data as { value: NewBlockValue }
    const height = Number(value.block.header.height)
    if (height <= shown.height) return
    shown.chainHeight = Math.max(shown.chainHeight, height)
    const results = value.result_finalize_block.tx_results
    await index(
      height,
      results.flatMap(({ events }, txIndex) => placed(events, txIndex, '')),
    )
  }

  async function connect(): Promise<ChainSocket> {
    const socket = createChainSocket(context, 'chain', `indexer ${++connections}`, { timeoutMs: RPC_TIMEOUT_MS })
    await socket.subscribe(NEW_BLOCKS)
    return socket
  }

  async function follow(): Promise<void> {
    let socket: ChainSocket | undefined
    for (let failures = 0; ;) {
      try {
        socket ??= await connect()
        if (without('indexed-by-height')) {
          if (shown.height === 0) await catchUp()
          told('listening')
          for (const event of await socket.next(waitMs)) await indexFromEvent(event)
        } else {
          await catchUp()
          const rung = await socket.next(waitMs)
          // Nothing has rung for so long that the line may be dead: another one is opened.
          if (rung.length === 0) socket = undefined
        }
        failures = 0
        shown.trouble = ''
      } catch (error) {
        if (!isStoreTrouble(error) && !isAnswer(error)) throw error
        shown.trouble = reasonIn(error)
        told(`trying again: ${shown.trouble}`)
        if (without('never-resubscribes')) return
        socket = undefined
        if (!without('indexed-by-height')) await catchUp().catch(() => undefined)
        await clock.sleep(backoffMs(AGAIN, ++failures, rng))
      }
    }
  }

  return {
    start: () => void follow(),
    inspect: () => ({ ...shown, behind: shown.chainHeight - shown.height }),
  }
}

/** The cursor is not where this block goes on: somebody else has moved it. Where it is now is asked for again. */
class CursorMoved extends StoreError {
  constructor(height: number) {
    super(`the cursor is not at block ${height - 1}`)
  }
}

interface NewBlockValue {
  readonly block: { readonly header: { readonly height: string } }
  readonly result_finalize_block: { readonly tx_results: readonly { readonly events: readonly RpcEvent[] }[] }
}

interface RpcEvent {
  readonly type: string
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
}

/** An error that the node gave as its answer. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('{"code"')
}

/** What went wrong, as whoever looks after the indexer reads it: a node's answer is JSON with the reason in it. */
function reasonIn(error: unknown): string {
  const { message } = error as Error
  if (!isAnswer(error)) return message
  const { message: title, data = '' } = JSON.parse(message) as { readonly message: string; readonly data?: string }
  return data === '' ? title : data
}

/** Events with their places. Which message one is of, it says itself; where it does not, it is of none. */
function placed(events: readonly RpcEvent[], txIndex: number, txHash: string): PlacedEvent[] {
  return events.map(({ type, attributes }, eventIndex) => {
    const values = Object.fromEntries(attributes.map(({ key, value }) => [key, value]))
    return { txIndex, txHash, msgIndex: Number(values['msg_index'] ?? -1), eventIndex, type, attributes: values }
  })
}
