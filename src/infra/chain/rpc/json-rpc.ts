/** JSON-RPC 2.0 as CometBFT speaks it: one request, one answer of the same id. */
import * as v from 'valibot'

/** Codes of CometBFT (`rpc/jsonrpc/types`). */
export const RPC_CODES = {
  parse: -32700,
  invalidRequest: -32600,
  noMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
} as const

const TEXT_MAX = 2 * 1024 * 1024

const requestSchema = v.object({
  jsonrpc: v.literal('2.0', 'jsonrpc is "2.0"'),
  id: v.union([v.number(), v.pipe(v.string(), v.maxLength(100))], 'id is a number or a text of up to 100 characters'),
  method: v.pipe(v.string('method is a text'), v.maxLength(64)),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
})

export type RpcRequest = v.InferOutput<typeof requestSchema>

export interface RpcSuccess {
  readonly jsonrpc: '2.0'
  readonly id: RpcRequest['id']
  readonly result: unknown
}

export interface RpcFailure {
  readonly jsonrpc: '2.0'
  readonly id: RpcRequest['id']
  readonly error: { readonly code: number; readonly message: string; readonly data: string }
}

export type RpcResponse = RpcSuccess | RpcFailure

/** Why a request gets no result. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number

  constructor(code: number, data: string) {
    super(data)
    this.code = code
  }
}

const MESSAGES: Readonly<Record<number, string>> = {
  [RPC_CODES.parse]: 'Parse error. Invalid JSON',
  [RPC_CODES.invalidRequest]: 'Invalid Request',
  [RPC_CODES.noMethod]: 'Method not found',
  [RPC_CODES.invalidParams]: 'Invalid params',
  [RPC_CODES.internal]: 'Internal error',
}

/** Checks a request that may be anything. @throws {RpcError} invalid request, naming what was wrong */
export function checkedRequest(request: unknown): RpcRequest {
  const parsed = v.safeParse(requestSchema, request)
  if (!parsed.success) throw new RpcError(RPC_CODES.invalidRequest, parsed.issues[0].message)
  return parsed.output
}

/** Answers one request, whatever it is, by a method that answers or throws. Never throws for what an asker did. */
export function answerRequest(request: unknown, answer: (request: RpcRequest) => unknown): RpcResponse {
  let id: RpcRequest['id'] = -1
  try {
    const checked = checkedRequest(request)
    ;({ id } = checked)
    return { jsonrpc: '2.0', id, result: answer(checked) }
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    const { code, message: data } = error
    return { jsonrpc: '2.0', id, error: { code, message: MESSAGES[code] ?? 'Server error', data } }
  }
}

/** Reads parameters: each with a type of its own and an error that names it. */
export class Params {
  private readonly values: Readonly<Record<string, unknown>>

  constructor({ params }: RpcRequest) {
    this.values = params
  }

  text(name: string, fallback?: string): string {
    const value = this.values[name] ?? fallback
    if (typeof value !== 'string') throw new RpcError(RPC_CODES.invalidParams, `${name} is a text`)
    if (value.length > TEXT_MAX)
      throw new RpcError(RPC_CODES.invalidParams, `${name} has at most ${TEXT_MAX} characters`)
    return value
  }

  /** A whole number from 1, written in digits, as CometBFT's clients do. Undefined if it is left out, empty or 0. */
  count(name: string): number | undefined {
    const value = this.values[name]
    if (value === undefined || value === null || value === '' || value === '0' || value === 0) return undefined
    if (!/^\d{1,12}$/.test(String(value)))
      throw new RpcError(RPC_CODES.invalidParams, `${name} is a whole number from 1`)
    return Number(value)
  }
}
