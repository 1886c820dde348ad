/** What a visitor can do on a page of his own, as lines: they are the values of a verb, so what he does is part of the run. */
import type { Collection, Marketplace } from '../marketplace'
import type { WalletKey } from '../wallets'

/** The lines there are. */
export const PAGE_LINES: readonly string[] = [
  'be <wallet>',
  'mint <collection>',
  'list <collection>/<token> <luna>',
  'buy <listing>',
  'cancel <listing>',
  'more',
]
/** Longest line, in characters. */
export const PAGE_LINE_MAX = 120

export type PageLine =
  | { readonly what: 'be'; readonly wallet: WalletKey }
  | { readonly what: 'mint'; readonly collection: Collection }
  | { readonly what: 'list'; readonly collection: Collection; readonly token: string; readonly luna: number }
  | { readonly what: 'buy' | 'cancel'; readonly listing: number }
  /** Show more of what is on offer. */
  | { readonly what: 'more' }

/** The most that a token is listed for here, in luna. */
const LUNA_MAX = 1_000_000

/** A line, or what is wrong with it. */
export function parsePageLine(line: string, { traders, collections }: Marketplace): PageLine | string {
  const [what, about = '', amount, ...more] = line.trim().split(/\s+/)
  if (what === 'more' && about === '') return { what }
  if (more.length === 0) {
    if (what === 'be' && amount === undefined) {
      const wallet = traders.find(({ name }) => name === about)
      return wallet === undefined ? `there are the wallets ${namesOf(traders)}` : { what, wallet }
    }
    if (what === 'mint' && amount === undefined) {
      const collection = collections.find(({ name }) => name === about)
      return collection === undefined ? `there are the collections ${namesOf(collections)}` : { what, collection }
    }
    if ((what === 'buy' || what === 'cancel') && amount === undefined && /^\d{1,9}$/.test(about))
      return { what, listing: Number(about) }
    if (what === 'list') return parseListing(about, Number(amount), collections)
  }
  return `a page knows ${PAGE_LINES.join(', ')}`
}

function parseListing(about: string, luna: number, collections: readonly Collection[]): PageLine | string {
  const [name, token] = about.split('/')
  const collection = collections.find((each) => each.name === name)
  if (collection === undefined || token === undefined || token === '')
    return `what is listed is written as in ${collections[0]!.name}/1; there are ${namesOf(collections)}`
  if (!(luna > 0 && luna <= LUNA_MAX)) return `a price is above 0 and at most ${LUNA_MAX} luna`
  return { what: 'list', collection, token, luna }
}

function namesOf(list: readonly { readonly name: string }[]): string {
  return list.map(({ name }) => name).join(', ')
}
