/**
 * A way to a node's RPC: JSON-RPC over HTTP, many requests in flight. What goes wrong with it is told in the words of a call: refused, if
 * nothing was sent; reset or timeout, if what was sent may be done or not. Node only.
 */
import { Agent, request as httpRequest } from 'node:http'
import { CallError } from '~/kernel/call-error'
import type { RpcRequest, RpcResponse } from '../rpc/json-rpc'
import { ANSWER_BYTES_MAX, answerTo, NoAnswer, readJson } from './answer'

/** A node closes what is idle for ten seconds; whoever asks on it just then would be reset. */
const IDLE_MS = 4_000
const CONNECTIONS_MAX = 64
/** Requests that may be under way or wait for a connection; a further one is turned away. */
const IN_FLIGHT_MAX = 2_000
/** Nobody in a run waits longer, in milliseconds. */
const TIMEOUT_MS = 10_000
const REFUSALS: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH']

/** One address. */
export class RpcWay {
  private readonly url: URL
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX, timeout: IDLE_MS })
  private inFlight = 0
  private isClosed = false

  /** @param url without credentials */
  constructor(url: string) {
    this.url = new URL(url)
  }

  /** @throws {CallError} refused, overloaded, reset or timeout */
  async ask(request: RpcRequest): Promise<RpcResponse> {
    if (this.isClosed) throw new CallError('refused', 'node: the way to it was closed')
    if (this.inFlight >= IN_FLIGHT_MAX) {
      throw new CallError('overloaded', `node: ${IN_FLIGHT_MAX} requests wait for it already`)
    }
    this.inFlight++
    try {
      return answerTo(request, readJson(await this.post(JSON.stringify(request))))
    } catch (error) {
      if (error instanceof NoAnswer) throw new CallError('reset', `node: ${error.message}`)
      throw error
    } finally {
      this.inFlight--
    }
  }

  /** Ends all connections; what is under way fails. */
  close(): void {
    this.isClosed = true
    this.agent.destroy()
  }

  private post(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const body = Buffer.from(text)
      const headers = { 'content-type': 'application/json', 'content-length': body.length }
      const asked = httpRequest(this.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        const pieces: Buffer[] = []
        let bytes = 0
        response.on('data', (piece: Buffer) => {
          bytes += piece.length
          pieces.push(piece)
          if (bytes > ANSWER_BYTES_MAX) asked.destroy(new NoAnswer(`it sent more than ${ANSWER_BYTES_MAX} bytes`))
        })
        response.on('aborted', () => fail(new Error('the connection was lost in the answer')))
        response.on('end', () => {
          clearTimeout(timer)
          resolve(Buffer.concat(pieces).toString('utf8'))
        })
      })
      const timer = setTimeout(() => {
        fail(new CallError('timeout', `node: no answer in ${TIMEOUT_MS} ms`))
        asked.destroy()
      }, TIMEOUT_MS)
      const fail = (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        reject(error instanceof NoAnswer || error instanceof CallError ? error : failureOf(error))
      }
      asked.on('error', fail)
      asked.end(body)
    })
  }
}

function failureOf({ code = '', message }: NodeJS.ErrnoException): CallError {
  const why = code === '' ? message : code
  return new CallError(REFUSALS.includes(code) ? 'refused' : 'reset', `node: ${why}`)
}
