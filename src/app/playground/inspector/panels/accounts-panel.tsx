/** Accounts as bookkeepers draw them: debits on the left of the T, credits on the right, the balance below. */
import type { Account, Panel } from '~/kernel/panel'
import './accounts-panel.css'
import { accountsPage } from './pages'
import { usePage, type Place } from './use-page'

interface Props {
  readonly place: Place
  readonly panel: Extract<Panel, { readonly kind: 'accounts' }>
}

/** The accounts of a ledger, those that were used. */
export function AccountsPanelView({ place, panel: { query } }: Props) {
  const page = usePage(place, query, accountsPage)
  if (page == null) return <p className="inspector-note">…</p>
  if ('error' in page) return <p className="inspector-note">{page.error}</p>
  const { accounts } = page
  const currencies = [...new Set(accounts.map(({ currency }) => currency))]
  const sums = currencies.map((currency) => {
    const own = accounts.filter((each) => each.currency === currency)
    return { currency, sum: own.reduce((total, { debits, credits }) => total + debits - credits, 0) }
  })
  return (
    <div className="t-accounts" role="region" aria-label="Ledger as T-accounts" tabIndex={0}>
      <p className="store-line mono">
        {sums.map(({ currency, sum }) => `${currency} debits − credits = ${formatMinor(sum, currency)}`).join(' · ')}
      </p>
      {accounts.filter(isUsed).map((each) => (
        <TAccount key={each.account} account={each} />
      ))}
    </div>
  )
}

function isUsed({ debits, credits, pending }: Account): boolean {
  return debits !== 0 || credits !== 0 || pending !== 0
}

function TAccount({
  account: { account: name, kind, currency, debits, credits, pending, latest },
}: {
  readonly account: Account
}) {
  const side = (isDebit: boolean) => {
    const amounts = latest.filter((amount) => amount > 0 === isDebit).map((amount) => Math.abs(amount))
    const earlier = (isDebit ? debits : credits) - amounts.reduce((sum, amount) => sum + amount, 0)
    return { amounts, earlier }
  }
  const balance = debits - credits
  return (
    <table className="t-account mono">
      <caption>
        {name} <span>{kind}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">debit</th>
          <th scope="col">credit</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          {[side(true), side(false)].map(({ amounts, earlier }, index) => (
            <td key={index}>
              {amounts.map((amount, line) => (
                <div key={line}>{formatMinor(amount, currency)}</div>
              ))}
              {earlier !== 0 && (
                <div className="t-earlier">
                  <span>earlier</span> {formatMinor(earlier, currency)}
                </div>
              )}
            </td>
          ))}
        </tr>
      </tbody>
      <tfoot>
        <tr>
          <td>{formatMinor(debits, currency)}</td>
          <td>{formatMinor(credits, currency)}</td>
        </tr>
        <tr>
          <td colSpan={2}>
            balance {formatMinor(Math.abs(balance), currency)} {balance >= 0 ? 'debit' : 'credit'}
            {pending !== 0 && ` · pending ${formatMinor(Math.abs(pending), currency)}`}
          </td>
        </tr>
      </tfoot>
    </table>
  )
}

/** Minor units as an amount, with as many decimals as the currency has. */
export function formatMinor(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0
  return (amount / 10 ** digits).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
