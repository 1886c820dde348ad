/** What a case of the conformance suite works with, and the questions that most of them ask. */
import type { ConsumerOptions, LogClients } from '../port'
import type { LogRequest, ResponseTo } from '../protocol/api'
import { LogError } from '../protocol/error-code'

/** A cluster of three brokers, 0 to 2, and the client processes around it. It may be used by other cases at the same time. */
export interface ConformanceBench {
  /** Clients of one process. */
  readonly clients: LogClients
  /** Clients of another one, which share nothing with the first. */
  open(): LogClients
  /** Asks one broker without any client. @throws {CallError} if it does not answer within two seconds */
  ask<Request extends LogRequest>(
    nodeId: number,
    request: Omit<Request, 'request'> & { readonly type: Request['type'] },
  ): Promise<ResponseTo<Request>>
  /** Milliseconds of Unix time. */
  nowMs(): number
  sleep(durationMs: number): Promise<void>
  /** A name that no other case uses. */
  name(text: string): string
  /** Ends a broker as a power cut does. Only for cases that have the cluster for themselves. */
  kill(nodeId: number): Promise<void>
  /** Starts it again, with what it had written. */
  restart(nodeId: number): Promise<void>
}

/** Something that every server must do alike. */
export interface ConformanceCase {
  readonly name: string
  readonly expected: unknown
  /** What the server did, as plain data. */
  observe(bench: ConformanceBench): Promise<unknown>
}

/** Short times, so that what a group waits for comes soon; a session is as short as brokers allow. */
export const QUICK = {
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 300,
  pollIntervalMaxMs: 20_000,
  fetchMaxWaitMs: 100,
  requestTimeoutMs: 5_000,
} as const satisfies Partial<ConsumerOptions>

/** For who is not asked for a while on purpose: brokers of a busy machine take their time to die and to come back. */
export const PATIENT = { ...QUICK, sessionTimeoutMs: 30_000, pollIntervalMaxMs: 300_000 } as const

const ATTEMPT_MS = 50
/** Whatever is waited for comes within this, or the case has failed. */
const PATIENCE_MS = 120_000
const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function bytes(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Keys and values of most cases are text. */
export function text(content: Uint8Array | null): string | null {
  return content === null ? null : decoder.decode(content)
}

/** What an attempt gives, or the name of the error that it ended with. */
export async function failure(attempt: Promise<unknown>): Promise<unknown> {
  try {
    return await attempt
  } catch (error) {
    if (error instanceof LogError) return error.code
    throw error
  }
}

/** Looks again and again until there is something other than undefined. @throws Error that says what was waited for */
export async function until<Result>(
  bench: ConformanceBench,
  what: string,
  look: () => Promise<Result | undefined> | Result | undefined,
): Promise<Result> {
  const endMs = bench.nowMs() + PATIENCE_MS
  while (bench.nowMs() < endMs) {
    const result = await look()
    if (result !== undefined) return result
    await bench.sleep(ATTEMPT_MS)
  }
  throw new Error(`waited in vain for ${what}`)
}
