/** Where a run's marketplace is: its chain, its contracts and the wallets of its people. Whoever names an address has it from here. */
import { bech32Of, type ChainPlace, moduleAddress } from '~/infra/chain/port'
import { COLLECTION_NAMES, modelledContracts } from './contracts'
import { peopleOn, type People, type WalletKey } from './wallets'

/** What is minted and traded. */
export interface Collection {
  readonly address: string
  readonly name: string
  readonly symbol: string
}

/** A marketplace on its chain. */
export interface Marketplace extends Omit<ChainPlace, 'contracts'>, People {
  readonly market: string
  readonly collections: readonly Collection[]
  /** The villain's contract. */
  readonly rogue: string
  /** Every wallet there is. */
  readonly wallets: readonly WalletKey[]
  /** The name of a wallet, or of the account of a module that is paid; undefined for anything else. */
  readonly walletName: (address: string) => string | undefined
}

/** The chain of a run of its own: Terra's prefix and coin; its id is its own, so that a signature means nothing elsewhere. */
const MODELLED_TERMS = { chainId: 'boxes-1', prefix: 'terra', denom: 'uluna', gasPriceThousandths: 15, tag: '' }

/** The modelled chain, on which everything is there from its first block on. */
export const modelledPlace: ChainPlace = {
  ...MODELLED_TERMS,
  contracts: modelledContracts(MODELLED_TERMS.prefix),
  height: 0,
  aheadMs: 0,
}

/** The marketplace on the modelled chain. */
export const modelled: Marketplace = marketplaceAt(modelledPlace)

/** The marketplace on a chain. */
export function marketplaceAt(place: ChainPlace): Marketplace {
  const { contracts, ...chain } = place
  const [market, ...rest] = contracts
  const collections = COLLECTION_NAMES.map((names, at) => ({ address: rest[at]!, ...names }))
  const people = peopleOn(place)
  const wallets = [...people.traders, people.operator, ...people.creators]
  const names = new Map(wallets.map(({ address, name }) => [address, name]))
  names.set(bech32Of(place.prefix, moduleAddress('fee_collector')), 'fee collector')
  return {
    ...chain,
    ...people,
    market: market!,
    collections,
    rogue: rest[COLLECTION_NAMES.length]!,
    wallets,
    walletName: (address) => names.get(address),
  }
}

/** A collection's name by its address. */
export function collectionName({ collections }: Pick<Marketplace, 'collections'>, address: string): string {
  return collections.find((each) => each.address === address)?.name ?? address
}

/** An address as people of a marketplace would say it: a name, or its two ends. */
export function nameAt({ walletName }: Pick<Marketplace, 'walletName'>, address: string): string {
  return walletName(address) ?? `${address.slice(0, 9)}…${address.slice(-4)}`
}
