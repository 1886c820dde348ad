/** Messages to a chain's box, and whose requests the transactions in them are. */
import { base64 } from '@scure/base'
import type { Message } from '~/kernel/component'
import { transactionHash } from './app/transaction'
import { byteText } from './bytes'
import type { RpcMessage } from './client'

/** True for a request of JSON-RPC. */
export function isRpc(message: Message): message is RpcMessage {
  return message.type === 'rpc' && typeof (message as Partial<RpcMessage>).body === 'object'
}

/** Whose request each broadcast transaction was, until it is in a block. */
export class RequestsOfTransactions {
  /** By hash, as a byte text. */
  private readonly requests = new Map<string, number>()

  note({ request, body }: RpcMessage): void {
    const tx = body.method.startsWith('broadcast_tx') ? body.params['tx'] : undefined
    if (request === 0 || typeof tx !== 'string') return
    try {
      this.requests.set(byteText(transactionHash(base64.decode(tx))), request)
    } catch {
      // It is not base 64; the method says so.
    }
  }

  /** 0 for nobody's. */
  of(transaction: Uint8Array): number {
    return this.requests.get(byteText(transactionHash(transaction))) ?? 0
  }

  forget(transaction: Uint8Array): void {
    this.requests.delete(byteText(transactionHash(transaction)))
  }
}
