/** IPFS: content by its CID, behind gateways of which some lie, hang, or ask whether one is a robot. */
import { CallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'
import { cidOf, RAW_BLOCK_MAX } from '../cid'
import type { GatewayRequest, GatewayResponse, PinRequest } from '../messages'

/** What a gateway that lies gives for any CID. */
const OTHER_BYTES = new TextEncoder().encode('{"name":"<img src=x onerror=alert(1)>"}')
const CHALLENGE = new TextEncoder().encode('<!doctype html><title>Just a moment…</title>')
const FETCH_MS = 5
/** A gateway that hangs answers after every client has given up. */
const HANG_MS = 30_000

export function createIpfs(context: Context): Component {
  const content = context.disk('content', () => new Map<string, Uint8Array>())
  const faults = { lying: 0, challenging: 0, hanging: 0 }

  function pin({ bytes }: PinRequest): string {
    if (bytes.length >= RAW_BLOCK_MAX)
      throw new CallError('rejected', `content of one block has less than ${RAW_BLOCK_MAX} bytes`)
    const cid = cidOf(bytes)
    content.set(cid, bytes)
    return cid
  }

  async function get({ cid, gateway }: GatewayRequest): Promise<GatewayResponse> {
    await context.clock.sleep(gateway < faults.hanging ? HANG_MS : FETCH_MS)
    if (gateway < faults.lying) return { status: 200, bytes: OTHER_BYTES }
    if (gateway < faults.challenging) return { status: 200, bytes: CHALLENGE }
    const bytes = content.get(cid)
    return bytes === undefined ? { status: 404, bytes: new Uint8Array() } : { status: 200, bytes }
  }

  return {
    handle(message: Message) {
      if (message.type === 'pin') return pin(message as PinRequest)
      if (message.type === 'get') return get(message as GatewayRequest)
      throw new CallError('rejected', `IPFS does not know "${message.type}"`)
    },
    act(verb, value, phase) {
      const gateways = phase === 'start' ? Number(value) : 0
      if (verb === 'lie') faults.lying = gateways
      if (verb === 'challenge') faults.challenging = gateways
      if (verb === 'hang') faults.hanging = gateways
      if (verb === 'unpin') content.clear()
      return undefined
    },
    inspect: () => ({ blocks: content.size, ...faults }),
  }
}
