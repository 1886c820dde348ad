/** What the box of a live Redis stands on: the real server, or, where a recording plays, nothing. */
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller } from '../../live-store'
import { RedisError, type RedisCommand, type RedisReply } from '../port'

/** A reply as it is recorded: an error reply is its message in an object. */
export type PlainReply = string | number | null | Uint8Array | { readonly error: string } | PlainReply[]

/** What is known of the keys of the run at a moment; a sample of them is looked at. */
export interface Keyspace {
  readonly keys: number
  readonly sampled: number
  readonly withoutExpiry: number
  readonly longestTtlMs: number
  readonly [more: string]: number
}

/** What came, and when, by the clock of this machine: in milliseconds from any moment. */
export interface Came<What> {
  readonly what: What
  readonly atMs: number
}

/** What a caller was answered. */
export interface Answered extends Came<PlainReply[]> {
  /** Set on the first answer of a server that has been started anew, whoever did it: what it held may be gone. */
  readonly hasRestarted?: true
}

/** A real Redis, through the keys of one run. Everything rejects with a `CallError` and nothing else. */
export interface LiveRedis {
  readonly half: LiveHalf
  /** Runs commands of a caller, in order and one after the other. */
  execute(caller: LiveCaller, commands: readonly RedisCommand[], isBinary: boolean): Promise<Answered>
  /** What its clock says, in milliseconds of Unix time. */
  timeMs(): Promise<Came<number>>
  /** Looks at all keys of the run or at some of them; the next look goes on where this one stopped. */
  audit(): Promise<Keyspace>
  /** Does a verb of `half.acts`. Gives what redis-cli would print, or null. */
  act(verb: string, value: string | undefined, isStart: boolean): Promise<string | null>
}

/** A reply as plain data. */
export function plainOf(reply: RedisReply): PlainReply {
  if (Array.isArray(reply)) return reply.map(plainOf)
  return reply instanceof RedisError ? { error: reply.message } : reply
}

/** The reply that plain data tells of. */
export function replyOf(plain: PlainReply): RedisReply {
  if (Array.isArray(plain)) {
    // Most replies hold no error anywhere, and stay as they are.
    return plain.every((item) => typeof item !== 'object' || item === null)
      ? (plain as RedisReply[])
      : plain.map(replyOf)
  }
  return typeof plain === 'object' && plain !== null && 'error' in plain ? new RedisError(plain.error) : plain
}
