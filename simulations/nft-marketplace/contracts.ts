/** The contracts of the marketplace: their code, and the addresses that follow from the order in which genesis makes them. */
import { contractAddress, bech32Of } from '~/infra/chain/port'
import { PREFIX } from './wallets'

/** The codes of genesis, by their numbers. */
export const CODE_IDS = { collection: 1, market: 2, rogue: 3 } as const

const addressOf = (codeId: number, instance: number) =>
  bech32Of(PREFIX, contractAddress(BigInt(codeId), BigInt(instance)))

export const MARKET = addressOf(CODE_IDS.market, 1)
/** What is minted and traded. The second one's creator is paid where nobody can be. */
export const COLLECTIONS: readonly { readonly address: string; readonly name: string; readonly symbol: string }[] = [
  { address: addressOf(CODE_IDS.collection, 2), name: 'Boxes', symbol: 'BOX' },
  { address: addressOf(CODE_IDS.collection, 3), name: 'Arrows', symbol: 'ARROW' },
]
export const ROGUE = addressOf(CODE_IDS.rogue, 4)

/** A collection's name by its address. */
export function collectionName(address: string): string {
  return COLLECTIONS.find((each) => each.address === address)?.name ?? address
}
