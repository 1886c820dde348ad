/** Shows what a token's URI points to: from one gateway or the next, and only bytes whose hash is the CID. */
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'
import { cidInUri, cidOf } from '../cid'
import type { ShownFact } from '../facts'
import type { GatewayRequest, GatewayResponse } from '../messages'

/** How many gateways there are. */
export const GATEWAYS = 3
const TIMEOUT_MS = 1_500

/** Fetches and checks content. Null is shown as a placeholder: no gateway had it, or those that answered lied. */
export async function showContent(
  context: Context<'ipfs'>,
  uri: string,
  request: number,
  isVerifying: boolean,
): Promise<Uint8Array | null> {
  const cid = cidInUri(uri)
  if (cid === null) return null
  for (let gateway = 0; gateway < GATEWAYS; gateway++) {
    const bytes = await fetchFrom(context, { type: 'get', request, cid, gateway })
    if (bytes === null) continue
    const verified = cidOf(bytes) === cid
    if (!verified && isVerifying) continue
    told(context, request, { cid, verified, placeholder: false })
    return bytes
  }
  told(context, request, { cid, verified: false, placeholder: true })
  return null
}

async function fetchFrom(context: Context<'ipfs'>, message: GatewayRequest): Promise<Uint8Array | null> {
  try {
    const { status, bytes } = await context.call<GatewayResponse>('ipfs', message, { timeoutMs: TIMEOUT_MS })
    return status === 200 ? bytes : null
  } catch (error) {
    if (!isCallError(error)) throw error
    return null
  }
}

function told({ emit }: Pick<Context, 'emit'>, request: number, fact: ShownFact): void {
  emit('shown', { ...fact }, { request })
}
