/** Accounts: whose they are, how many transactions each has sent, and what it owns. */
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TableRow } from '~/kernel/panel'
import { addressOf } from '../address'
import { allAccounts } from '../app/auth'
import { matches, pageOf } from '../../paging'
import type { ChainView } from './chain-view'

export function accountsPage(view: ChainView, { cursor, match }: InspectQuery): TablePage {
  const state = view.state()
  const { keeper } = view.node.application
  const accounts = [...allAccounts(state)].toSorted((a, b) => Number(a.accountNumber - b.accountNumber))
  const rows = accounts.map(({ address, accountNumber, sequence, pubKey }): TableRow => {
    const coins = keeper.bank.balances(view.context(state), addressOf(keeper.prefix, address))
    return {
      cells: [
        view.short(address),
        coins.map(({ amount, denom }) => `${BigInt(amount).toLocaleString('en')} ${denom}`).join(', ') || 'nothing',
        Number(sequence),
        Number(accountNumber),
        pubKey === undefined ? 'has not signed yet' : 'secp256k1',
        address,
      ],
    }
  })
  return {
    text: `as block ${view.node.latestHeight} has left them`,
    columns: [
      { name: 'account' },
      { name: 'coins' },
      { name: 'sequence', as: 'number' },
      { name: 'number', as: 'number' },
      { name: 'key' },
      { name: 'address' },
    ],
    ...pageOf(rows.filter((row) => matches(row, match)), cursor), // prettier-ignore
    empty: 'No account fits.',
  }
}
