/** One socket to one broker: the stock client's connection, with an end to every wait. */
import { Connection } from '@platformatic/kafka'
import { CallError } from '~/kernel/call-error'
import { guardReading } from '../../guard-reading-node'
import type { Settle, WireAnswer } from './exchange'

const CONNECT_TIMEOUT_MS = 5_000
/** The connection's own limits, put where they never bite: whoever asks has a limit and a count of requests of his own. */
const NO_LIMIT = { requestTimeout: 2_147_483_647, maxInflights: 1_000_000 }

type Fail = (error: CallError) => void

export class BrokerSocket {
  isBroken = false
  private readonly connection: Connection
  private readonly waiting = new Set<Fail>()
  private readonly place: string
  private isOpen = false
  /** What was asked before the connection was there, in its order. */
  private queue: (() => void)[] = []

  constructor(host: string, port: number, clientId: string) {
    this.place = `${host}:${port}`
    this.connection = new Connection(clientId, { connectTimeout: CONNECT_TIMEOUT_MS, ...NO_LIMIT })
    this.connection.on('error', (error) => this.close(reasonOf(error)))
    this.connection.on('close', () => this.close('the connection was closed'))
    void this.connection.connect(host, port, (error) => {
      if (error !== null) return
      // It was given up while it was being made.
      if (this.isBroken) {
        this.connection.close(() => {})
        return
      }
      this.isOpen = true
      for (const send of this.queue) send()
      this.queue = []
    })
    guardReading(this.connection.socket)
  }

  /**
   * Requests leave in the order in which they are made.
   * @throws {CallError} refused if it was not sent; timeout, after which the socket is given up, as in Java; reset
   */
  ask(send: (connection: Connection, settle: Settle) => void, timeoutMs: number): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      const end = (): boolean => {
        clearTimeout(timer)
        return this.waiting.delete(fail)
      }
      const fail: Fail = (error) => void (end() && reject(error))
      const timer = setTimeout(() => {
        if (!end()) return
        reject(new CallError('timeout', `${this.place} has not answered within ${timeoutMs} ms`))
        // Its answer would come before all later ones, and nobody waits for it.
        this.close('a request has timed out')
      }, timeoutMs)
      this.waiting.add(fail)
      const settle: Settle = (error, answer) => {
        if (error !== null) fail(new CallError('reset', `${this.place}: ${error.message}`))
        else if (end()) resolve(answer!)
      }
      if (this.isOpen) send(this.connection, settle)
      else this.queue.push(() => send(this.connection, settle))
    })
  }

  /** Fails all that waits for an answer. What was still to be sent has certainly not been carried out. */
  close(reason: string): void {
    if (this.isBroken) return
    this.isBroken = true
    const code = this.isOpen ? 'reset' : 'refused'
    this.queue = []
    for (const fail of this.waiting) fail(new CallError(code, `${this.place}: ${reason}`))
    if (this.connection.isConnected()) this.connection.close(() => {})
    else this.connection.socket.destroy()
  }
}

/** The system's own word for it, where there is one. */
function reasonOf({ message, cause }: Error): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : message
}
