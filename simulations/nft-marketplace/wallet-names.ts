/** What addresses are called by people of this marketplace. */
import { bech32Of, moduleAddress } from '~/infra/chain/port'
import { creators, operator, PREFIX, traders, type WalletKey } from './wallets'

/** Every wallet there is. */
export const wallets: readonly WalletKey[] = [...traders, operator, ...creators]

const walletsByAddress: ReadonlyMap<string, WalletKey> = new Map(wallets.map((wallet) => [wallet.address, wallet]))
const feeCollector = bech32Of(PREFIX, moduleAddress('fee_collector'))

/** The name of a wallet, or of the account of a module that is paid; undefined for anything else. */
export function walletName(address: string): string | undefined {
  return address === feeCollector ? 'fee collector' : walletsByAddress.get(address)?.name
}

/** An address as people of this marketplace would say it: a name, or its two ends. */
export function nameOf(address: string): string {
  return walletName(address) ?? `${address.slice(0, 9)}…${address.slice(-4)}`
}
