/** Whether a server is of this machine: what is not may be somebody else's, and is left alone unless its owner says so. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import type { Address } from '~/infra/live-place'

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>

const resolveByDns: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** A server that may not be used, with the reason. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

/**
 * The address that a name leads to now: it is used from then on, so that the name cannot lead elsewhere later.
 * @param isOwned false: every address of the name has to be one of the loopback
 * @throws {NotOurs} if one is not, or there is none
 */
export async function settle(server: Address, isOwned: boolean, resolve = resolveByDns): Promise<Address> {
  const { host, port } = server
  const addresses = await resolve(host).catch(() => [])
  if (addresses.length === 0) throw new NotOurs(`${host} is not known to this machine.`)
  const foreign = addresses.find((address) => !isLoopback(address))
  if (foreign !== undefined && !isOwned) {
    const via = foreign === host ? '' : ` (${foreign})`
    throw new NotOurs(
      `${host}:${port}${via} is not on this machine. If it is yours, and may be written to, add --i-own-this-backend.`,
    )
  }
  // The older protocol first: most servers listen there.
  return { host: addresses.find((address) => isIP(address) === 4) ?? addresses[0]!, port }
}

/** Whether an address is one of the loopback. */
export function isLoopback(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
