/** The search indexer, group A: feeds the index, which all of its processes share. */
import type { Component, Context } from '~/kernel/component'
import type { Panel, TablePage } from '~/kernel/panel'
import type { Setup } from '~/kernel/simulation'
import type { PromptAnswer } from '~/kernel/store-kind'
import type { Delivery, Handler, HandlerResult } from '../delivery'
import type { OrderEvent, ProductEvent, UserEvent } from '../events'
import type { Parameters } from '../parameters'
import type { SearchDocument, SearchIndex } from '../search-index'
import type { Servers } from '../servers'
import { GroupReader } from './group-reader'

const PAGE_ROWS = 50
/** What writing one document costs, in milliseconds. */
const DOCUMENT_MS = 0.05

const panels: readonly Panel[] = [
  {
    kind: 'prompt',
    label: 'Search',
    prompt: {
      sign: 'search>',
      placeholder: 'lamp, o17, Paris …',
      view: 'search',
      down: 'nobody answers: the indexer is down',
    },
  },
  {
    kind: 'table',
    label: 'Documents',
    query: { view: 'documents' },
    turn: { back: 'Before', next: 'Next' },
  },
]

/** The code of one indexer. */
export function createSearch(context: Context<'kafka'>, setup: Setup<Parameters, Servers>): Component {
  const { index } = setup.servers
  const isComparing = !setup.without('no-dedupe')

  function write({ source, key, version, value }: Delivery): HandlerResult {
    const id = `${KINDS[source]} ${key}`
    const document = documentOf(id, value as OrderEvent | ProductEvent | UserEvent | null, source)
    if (isComparing) return { outcome: index.put(id, version, document) }
    index.replace(id, version, document)
    return { outcome: 'applied' }
  }

  const handler: Handler = {
    deliveriesMax: 200,
    async handle(deliveries) {
      await context.clock.sleep(deliveries.length * DOCUMENT_MS)
      return deliveries.map(write)
    },
  }
  const reader = new GroupReader(context, setup, 'search', handler)

  return {
    start: () => reader.start(),
    act(verb, _value, phase) {
      reader.act(verb, phase)
      return undefined
    },
    inspect(query) {
      if (query.view === 'search') return answer(index, String(query['line'] ?? ''))
      if (query.view === 'documents') return documentsPage(index, Number(query['cursor'] ?? 0) || 0)
      return { ...reader.inspect(), documents: index.size, panels }
    },
  }
}

const KINDS = { 'orders.v1': 'order', 'catalog.v1': 'product', 'users.v1': 'person' } as const

/** What is to be found of an aggregate after an event; null if it is not to be found any more. */
function documentOf(
  id: string,
  value: OrderEvent | ProductEvent | UserEvent | null,
  source: keyof typeof KINDS,
): SearchDocument | null {
  if (value === null) return null
  const kind = KINDS[source]
  if ('order' in value) {
    // Whoever looks for an order looks for one that is under way.
    if (value.state === 'DELIVERED' || value.state === 'CANCELLED') return null
    const text = `${value.customer} ${value.state.toLowerCase()} ${amount(value.total)} ${value.currency}`
    return { id, kind, title: `Order ${value.order}`, text }
  }
  if ('product' in value) {
    return { id, kind, title: value.name, text: `${value.product} ${value.tags.join(' ')} ${amount(value.price)}` }
  }
  return { id, kind, title: `Customer ${value.user}`, text: `${value.city} ${value.change.toLowerCase()}` }
}

function amount(minorUnits: number): string {
  return (minorUnits / 100).toFixed(2)
}

/** What a line at the prompt gets: hits, best first. It never writes. */
function answer(index: SearchIndex, line: string): PromptAnswer {
  const hits = index.search(line)
  const lines = hits.map(
    ({ id, title, text, version, score }) => `${score.toFixed(2).padStart(6)}  ${title} — ${text} (${id}, v${version})`,
  )
  return { text: lines.length === 0 ? `nothing among ${index.size} documents` : lines.join('\n'), isWrite: false }
}

function documentsPage(index: SearchIndex, from: number): TablePage {
  const rows = index.page(from, PAGE_ROWS)
  return {
    text: `${index.size.toLocaleString('en')} documents, in the order in which they were written first`,
    columns: [{ name: 'id' }, { name: 'version', as: 'number' }, { name: 'title' }, { name: 'text' }],
    rows: rows.map(({ id, version, title, text }) => ({ cells: [id, version, title, text] })),
    next: from + PAGE_ROWS < index.size ? from + PAGE_ROWS : null,
    empty: 'Nothing is indexed yet.',
  }
}
