/** The contracts of the marketplace: their code, and the addresses that follow from the order in which genesis makes them. */
import { bech32Of, contractAddress } from '~/infra/chain/port'

/** The codes of genesis, by their numbers. */
export const CODE_IDS = { collection: 1, market: 2, rogue: 3 } as const

/** What is minted and traded. The second one's creator is paid where nobody can be. */
export const COLLECTION_NAMES = [
  { name: 'Boxes', symbol: 'BOX' },
  { name: 'Arrows', symbol: 'ARROW' },
] as const

/** Addresses on a chain that begins with them, in the order of genesis: the market, the collections, the rogue. */
export function modelledContracts(prefix: string): readonly string[] {
  const { collection, market, rogue } = CODE_IDS
  return [market, ...COLLECTION_NAMES.map(() => collection), rogue].map((codeId, place) =>
    bech32Of(prefix, contractAddress(BigInt(codeId), BigInt(place + 1))),
  )
}
