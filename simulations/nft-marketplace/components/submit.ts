/**
 * How a page sends a transaction and finds out what became of it. It keeps the bytes it has signed: whatever happens on the way, those
 * same bytes are sent again, which a chain takes once, until a block has them or they are past the height they are good for.
 */
import type { EncodeObject } from '@cosmjs/proto-signing'
import type { Comet38Client } from '@cosmjs/tendermint-rpc'
import { hex } from '@scure/base'
import { transactionHash } from '~/infra/chain/port'
import { backoffMs, type Backoff } from '~/blocks/backoff'
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import type { BlockWatch } from './block-watch'
import type { Wallet } from './wallet'

/** How it ended, as far as the page can tell. */
export type Submission =
  | {
      readonly outcome: 'included' | 'failed'
      readonly hash: string
      readonly height: number
      readonly code: number
      readonly log: string
    }
  /** The node would not take it: nothing was or will be done. */
  | { readonly outcome: 'refused'; readonly hash: string; readonly code: number; readonly log: string }
  /** It was not included in time, and never will be. */
  | { readonly outcome: 'expired'; readonly hash: string }
  /** The chain could not be asked what is needed before one signs. */
  | { readonly outcome: 'unavailable' }

export interface SubmitOptions {
  readonly comet: Comet38Client
  readonly watch: BlockWatch
  /** For so many blocks a transaction is good. */
  readonly timeoutBlocks: number
  /** The mistake: after an answer that did not come, to sign anew instead of sending the same bytes. */
  readonly signsAnew: boolean
  /** The mistake: to believe the index of transactions, which is written after the block, and perhaps late. */
  readonly asksIndex: boolean
  /** Hears of what was signed and sent, as soon as it may be done. */
  readonly sent: (hash: string) => void
}

/** Where a page may be closed. */
export const WEB_STEPS = ['signed', 'sent'] as const

const WRONG_SEQUENCE = 32
/** Signed again so often, if the sequence was another than the wallet thought: another tab has used it. */
const SIGN_TRIES = 3
const AGAIN: Backoff = { firstMs: 500, factor: 2, maxMs: 4_000, jitter: 0.5 }

type Sent = { readonly bytes: Uint8Array; readonly hash: string; readonly timeoutHeight: number }

/** Signs, sends and waits. Never rejects for what network, node or chain do. */
export async function submit(
  context: Pick<Context, 'clock' | 'rng' | 'step'>,
  wallet: Wallet,
  messages: readonly EncodeObject[],
  gas: number,
  options: SubmitOptions,
): Promise<Submission> {
  const sent = await wallet.inTurn(() => signAndSend(context, wallet, messages, gas, options))
  if ('outcome' in sent) return sent
  const { hash, timeoutHeight } = sent.last
  options.sent(hash)
  const ended = options.watch.until(hash, timeoutHeight, timeoutHeight - options.timeoutBlocks)
  if (sent.isUnknown) {
    if (options.signsAnew) return submit(context, wallet, messages, gas, { ...options, signsAnew: false })
    void sendAgain(context, sent.last, options, ended)
  }
  const ending = await ended
  if (!ending.isIncluded) {
    wallet.forgetSequence()
    return { outcome: 'expired', hash }
  }
  const { height, code, log } = ending
  if (options.asksIndex && !(await isIndexed(options.comet, hash)))
    return { outcome: 'failed', hash, height, code: -1, log: 'tx not found' }
  return { outcome: code === 0 ? 'included' : 'failed', hash, height, code, log }
}

async function signAndSend(
  { step }: Pick<Context, 'step'>,
  wallet: Wallet,
  messages: readonly EncodeObject[],
  gas: number,
  { comet, watch, timeoutBlocks }: SubmitOptions,
): Promise<Submission | { readonly last: Sent; readonly isUnknown: boolean }> {
  for (let tries = 1; ; tries++) {
    let last: Sent
    try {
      const timeoutHeight = (await watch.learnHeight()) + timeoutBlocks
      const bytes = await wallet.sign(messages, gas, timeoutHeight)
      last = { bytes, hash: hex.encode(transactionHash(bytes)).toUpperCase(), timeoutHeight }
    } catch {
      // Nothing was signed yet, so nothing can have been done.
      return { outcome: 'unavailable' }
    }
    await step('signed')
    const answer = await send(comet, last.bytes)
    await step('sent')
    if (answer === 'unknown') {
      wallet.countSequence()
      return { last, isUnknown: true }
    }
    if (answer === 'taken') {
      wallet.countSequence()
      return { last, isUnknown: false }
    }
    const { code, log } = answer
    wallet.forgetSequence()
    if (code !== WRONG_SEQUENCE || tries >= SIGN_TRIES) return { outcome: 'refused', hash: last.hash, code, log }
  }
}

/** Sends the same bytes again, with growing pauses, until somebody has said something or a block has settled it. */
async function sendAgain(
  { clock, rng }: Pick<Context, 'clock' | 'rng'>,
  { bytes }: Sent,
  { comet }: SubmitOptions,
  ended: Promise<unknown>,
): Promise<void> {
  let isOver = false
  void ended.then(() => (isOver = true))
  for (let tries = 1; !isOver; tries++) {
    await clock.sleep(backoffMs(AGAIN, tries, rng))
    if (isOver || (await send(comet, bytes)) !== 'unknown') return
  }
}

/** True if the index of the node knows a transaction by now. */
async function isIndexed(comet: Comet38Client, hash: string): Promise<boolean> {
  try {
    await comet.tx({ hash: hex.decode(hash.toLowerCase()) })
    return true
  } catch {
    return false
  }
}

async function send(
  comet: Comet38Client,
  tx: Uint8Array,
): Promise<'taken' | 'unknown' | { readonly code: number; readonly log: string }> {
  try {
    const response = await comet.broadcastTxSync({ tx })
    if (response.code === 0) return 'taken'
    return { code: response.code, log: response.log ?? '' }
  } catch (error) {
    // The node has these bytes already: they were taken before.
    if (error instanceof Error && error.message.includes('tx already exists in cache')) return 'taken'
    if (isCallError(error)) return 'unknown'
    if (error instanceof Error && error.message.includes('"code"')) return { code: -1, log: error.message }
    throw error
  }
}
