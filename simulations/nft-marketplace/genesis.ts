/** What the chain of the marketplace begins with: wallets with coins, a market, two collections and a villain. */
import { bech32Of, type ChainOptions, type ChainTerms, type ContractCode, moduleAddress } from '~/infra/chain/port'
import { RUN_EPOCH_MS } from '~/kernel/time'
import { CODE_IDS, COLLECTION_NAMES } from './contracts'
import { MICRO } from './luna'
import type { Parameters } from './parameters'
import type { People } from './wallets'

/** What each wallet has at first: a hundred thousand luna. */
const FIRST_COINS = '100000000000'
const SUPPLY_MAX = 10_000

/**
 * The chain of a run, with what is on it before the run begins.
 * @param terms of the chain: a modelled one is made by them, a real one has said them
 * @param people whose accounts there are
 * @param defects rules that the market is told to break
 * @param chainDefects rules that the chain itself breaks
 */
export function chainOf(
  { mintPrice, royaltyShare, feeBps }: Parameters,
  code: ContractCode,
  defects: readonly string[],
  chainDefects: NonNullable<ChainOptions['defects']>,
  { chainId, prefix, denom, gasPriceThousandths }: ChainTerms,
  { traders, operator, creators }: People,
): ChainOptions {
  const price = String(Math.round(mintPrice * MICRO))
  // A module's account refuses coins: whoever names it as payee can never be paid.
  const payees = [creators[0]!.address, bech32Of(prefix, moduleAddress('fee_collector'))]
  return {
    chainId,
    prefix,
    denom,
    gasPriceThousandths,
    defects: chainDefects,
    genesis: {
      timeNs: BigInt(RUN_EPOCH_MS) * 1_000_000n,
      balances: [...traders, operator, ...creators].map(({ address }) => ({
        address,
        coins: [{ denom, amount: FIRST_COINS }],
      })),
      codes: (['collection', 'market', 'rogue'] as const).map((name) => ({
        creator: operator.address,
        code: code[name]!,
      })),
      contracts: [
        {
          codeId: CODE_IDS.market,
          creator: operator.address,
          admin: operator.address,
          label: 'market',
          message: () => ({
            admin: operator.address,
            denom,
            fee_bps: feeBps,
            treasury: operator.address,
            royalty_bps_max: 1_000,
            defects,
          }),
        },
        ...COLLECTION_NAMES.map(({ name, symbol }, place) => ({
          codeId: CODE_IDS.collection,
          creator: operator.address,
          admin: operator.address,
          label: name,
          message: ([market]: readonly string[]) => ({
            name,
            symbol,
            minter: market,
            creator: creators[place]!.address,
            royalty: { payment_address: payees[place], share: String(royaltyShare) },
          }),
          followedBy: (addresses: readonly string[]) => [
            {
              contract: addresses[0]!,
              message: {
                allow_collection: {
                  collection: addresses.at(-1)!,
                  mint: { price, supply_max: SUPPLY_MAX, payee: creators[place]!.address },
                },
              },
            },
          ],
        })),
        { codeId: CODE_IDS.rogue, creator: operator.address, label: 'rogue', message: () => ({}) },
      ],
    },
  }
}
