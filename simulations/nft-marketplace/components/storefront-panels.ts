/** What the inspector draws of a visitor's page: cards with pictures, and what came of what he did, as far as the page knows. */
import type { GalleryCard, Panel, PanelAct } from '~/kernel/panel'
import type { Tone } from '~/kernel/tone'
import { lunaText } from '../luna'
import { collectionName, nameAt } from '../marketplace'
import { pictureOf } from '../picture'
import type { Deed, Storefront, StorefrontView } from './storefront'

/** So many wallets are offered to be one of; the others by the verb. */
const OFFERED = 4
/** What a token is offered to be listed for, in luna. */
const PRICE = 25

type Status = { readonly text: string; readonly tone: Tone }

/** @param knownHeight the last block that the page has heard of */
export function storefrontPanels(front: Storefront, knownHeight: number): Panel[] {
  const { view, marketplace } = front
  if (view === null) {
    const names = marketplace.traders.slice(0, OFFERED).map(({ name }) => name)
    return [
      {
        kind: 'text',
        label: 'Storefront',
        text: 'Be one of the wallets: the page opens, and what you do is signed.',
        style: 'note',
      },
      ...names.map((name): Panel => ({ kind: 'act', label: name, act: pageAct(`Be ${name}`, `be ${name}`) })),
    ]
  }
  const { wallet, offers, hasMore, selling, owned, balance } = view
  const cards = [
    ...owned.map((token) => ownedCard(front, view, token, knownHeight)),
    ...[...selling, ...offers].map((offer) => offerCard(front, view, offer, knownHeight)),
  ]
  return [
    {
      kind: 'text',
      label: 'Wallet',
      text: `you are ${wallet.name} · ${balance === null ? 'coins not known yet' : lunaText(balance)}`,
      style: 'line',
    },
    ...marketplace.collections.map(({ name }): Panel => ({
      kind: 'act',
      label: `Mint ${name}`,
      act: pageAct(`Mint one of ${name}`, `mint ${name}`),
    })),
    ...front.deeds.map((deed, place): Panel => ({
      kind: 'text',
      label: `deed ${front.deeds.length - place}`,
      text: deedText(deed, view, knownHeight),
      style: 'line',
    })),
    {
      kind: 'gallery',
      label: 'Storefront',
      notice: noticeOf(view, knownHeight),
      cards,
      empty: 'Nothing is on offer yet.',
    },
    ...(hasMore
      ? [{ kind: 'act', label: 'More', act: pageAct('Show more of what is on offer', 'more') } as const]
      : []),
  ]
}

function pageAct(label: string, value: string): PanelAct {
  return { label, verb: 'page', value }
}

function noticeOf({ indexedHeight, isChainHeard, trouble }: StorefrontView, knownHeight: number): Status {
  if (trouble !== null) return { text: trouble, tone: 'failed' }
  const behind = knownHeight - indexedHeight
  if (indexedHeight === 0) return { text: 'the page is loading', tone: 'unknown' }
  if (behind > 0) {
    const blocks = `${behind} block${behind === 1 ? '' : 's'} behind`
    const far = isChainHeard ? `chain ${knownHeight}` : `chain ${knownHeight} or more, which does not answer`
    return { text: `indexed ${blocks}: ${far}, page ${indexedHeight}`, tone: 'degraded' }
  }
  const text = `this page is of block ${indexedHeight}`
  if (isChainHeard) return { text, tone: 'allowed' }
  return { text: `${text}; the chain does not answer, so nobody knows how far it is`, tone: 'unknown' }
}

function ownedCard(
  front: Storefront,
  view: StorefrontView,
  { tokenId, uri, collection }: StorefrontView['owned'][number],
  knownHeight: number,
): GalleryCard {
  const about = `${collectionName(front.marketplace, collection.address)}/${tokenId}`
  const status = statusOf(front, view, 'list', about, knownHeight)
  return {
    id: about,
    ...faceOf(front, uri, collection.address, tokenId),
    figure: 'not listed',
    lines: ['yours'],
    ...(status === undefined ? {} : { status }),
    acts: status === undefined ? [pageAct(`List for ${PRICE} luna`, `list ${about} ${PRICE}`)] : [],
  }
}

function offerCard(
  front: Storefront,
  view: StorefrontView,
  { id, price, seller, collection, token }: StorefrontView['offers'][number],
  knownHeight: number,
): GalleryCard {
  const isOwn = seller === view.wallet.address
  const what = isOwn ? 'cancel' : 'buy'
  const status = statusOf(front, view, what, String(id), knownHeight)
  return {
    id: `listing ${id}`,
    ...faceOf(front, token.uri, collection.address, token.tokenId),
    figure: lunaText(price),
    lines: [isOwn ? 'yours, in escrow' : `by ${nameAt(front.marketplace, seller)}`],
    ...(status === undefined ? {} : { status }),
    acts: status === undefined ? [pageAct(isOwn ? 'Cancel' : 'Buy', `${what} ${id}`)] : [],
  }
}

/** Title and picture. Metadata are hostile: their name is not shown in the place of the token's. */
function faceOf(
  front: Storefront,
  uri: string,
  collection: string,
  tokenId: string,
): Pick<GalleryCard, 'title' | 'image'> {
  const metadata = front.metadataOf(uri)
  const image = metadata == null ? undefined : pictureOf(metadata)
  return {
    title: `${collectionName(front.marketplace, collection)} #${tokenId}`,
    ...(image === undefined ? {} : { image }),
  }
}

/** How the last thing stands that the visitor did about it; undefined if nothing is open. */
function statusOf(
  { deeds }: Storefront,
  view: StorefrontView,
  what: Deed['what'],
  about: string,
  knownHeight: number,
): Status | undefined {
  const deed = deeds.find((each) => each.what === what && each.about === about)
  if (deed === undefined) return undefined
  const { ended, hash } = deed
  if (ended === null) {
    const not = what === 'buy' ? 'not sold yet' : what === 'list' ? 'not listed yet' : 'not cancelled yet'
    return { text: hash === '' ? `${not}: signing` : `${not}: waiting for block ${knownHeight + 1}`, tone: 'unknown' }
  }
  if (ended.outcome !== 'included' || view.indexedHeight >= ended.height) return undefined
  return { text: `in block ${ended.height}, not indexed yet`, tone: 'degraded' }
}

const WORDS = { mint: 'minting', list: 'listing', buy: 'buying', cancel: 'cancelling' } as const

function deedText({ what, about, hash, ended }: Deed, { indexedHeight }: StorefrontView, knownHeight: number): string {
  const name = `${WORDS[what]} ${about}`
  const tx = hash === '' ? '' : ` · tx ${hash.slice(0, 8)}…`
  if (ended === null)
    return hash === ''
      ? `${name}: being signed`
      : `${name}${tx}: waiting for block ${knownHeight + 1}, nothing is paid until then`
  switch (ended.outcome) {
    case 'included':
      return `${name}${tx}: in block ${ended.height}${indexedHeight < ended.height ? ', not indexed yet' : ''}`
    case 'failed':
      return `${name}${tx}: failed in block ${ended.height}: ${ended.log}`
    case 'refused':
      return `${name}: refused by the node: ${ended.log}`
    case 'expired':
      return `${name}${tx}: expired: no block took it, and none will`
    case 'unavailable':
      return `${name}: not sent: chain or storage did not answer`
  }
}
