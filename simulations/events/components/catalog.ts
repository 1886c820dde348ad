/** The Catalog service: products that change and go. Its topic is compacted, and a product that is gone is a tombstone. */
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { ProductEvent } from '../events'
import type { Parameters } from '../parameters'
import { Publisher } from './publisher'

/** Somebody works on a product. */
export interface ChangeProduct extends Message {
  readonly type: 'change'
  readonly product: string
  /** In minor units. */
  readonly price: number
  /** True if the product is taken out of the catalog. */
  readonly isGone: boolean
}

const ADJECTIVES = ['red', 'blue', 'quiet', 'light', 'sturdy', 'folding', 'small', 'warm'] as const
const NOUNS = ['lamp', 'chair', 'kettle', 'jacket', 'tent', 'bottle', 'clock', 'shelf'] as const

/** The code of the Catalog service. */
export function createCatalog(context: Context<'kafka'>, setup: Setup<Parameters, unknown>): Component {
  const publisher = new Publisher(context, 'catalog.v1', setup)
  /** How often each product has changed. A product that comes back goes on counting. */
  const versions = context.disk('products', () => new Map<string, number>())

  return {
    start: () => publisher.start(!setup.without('schema-registry')),
    handle(message) {
      const { product, price, isGone, request } = message as ChangeProduct
      const version = (versions.get(product) ?? 0) + 1
      versions.set(product, version)
      publisher.publish({
        aggregate: product,
        version,
        type: isGone ? 'shop.catalog.removed' : 'shop.catalog.changed',
        value: isGone ? null : productOf(product, version, price),
        request,
      })
      return undefined
    },
    act(verb, value) {
      if (verb === 'poison') publisher.poison(Number(value))
      return undefined
    },
    inspect: () => ({ products: versions.size, waiting: publisher.waiting }),
  }
}

function productOf(product: string, version: number, price: number): ProductEvent {
  const number = Number(product.slice(1))
  const adjective = ADJECTIVES[number % ADJECTIVES.length]!
  const noun = NOUNS[Math.floor(number / ADJECTIVES.length) % NOUNS.length]!
  return { product, version, name: `${adjective} ${noun} ${number}`, price, tags: [adjective, noun] }
}
