/**
 * The search index: orders that are under way, products and people, by what somebody would type. It is fed by (id, version), and only a
 * newer version changes a document: the same events in any order, however often, lead to the same documents.
 *
 * What was written is put into the words of the index when somebody searches next, as Elasticsearch does with shards that nobody searches
 * (`index.search.idle.after`): most orders have come and gone by then.
 */
import MiniSearch from 'minisearch'
import { BoundedMap } from './bounded-map'

/** A document that can be found. */
export interface SearchDocument {
  /** Kind and number of the aggregate, such as `product p7`: unique among all kinds. */
  readonly id: string
  readonly kind: 'order' | 'product' | 'person'
  readonly title: string
  readonly text: string
}

export interface SearchHit extends SearchDocument {
  readonly version: number
  readonly score: number
}

/** Versions of documents that are gone, which keep older events from bringing them back: so many at least. */
const GONE_MIN = 50_000
const HITS_MAX = 20

interface Indexed {
  readonly document: SearchDocument
  readonly version: number
}

export class SearchIndex {
  // Its vacuum runs on timers; removing a document as a whole leaves nothing to be vacuumed.
  private readonly engine = new MiniSearch<SearchDocument>({ fields: ['title', 'text', 'kind'], autoVacuum: false })
  private readonly documents = new Map<string, Indexed>()
  private readonly gone = new BoundedMap<string, number>(GONE_MIN)
  /** Documents that were written since the last search, as the engine has them: null for what it does not have. */
  private readonly stale = new Map<string, SearchDocument | null>()

  get size(): number {
    return this.documents.size
  }

  /**
   * Takes a version of a document, null if it is not to be found any more.
   * @returns what it was: `duplicate` if that version was there, `superseded` if a later one was
   */
  put(id: string, version: number, document: SearchDocument | null): 'applied' | 'duplicate' | 'superseded' {
    const known = this.versionOf(id)
    if (version === known) return 'duplicate'
    if (version < known) return 'superseded'
    this.replace(id, version, document)
    return 'applied'
  }

  /** Takes a version whatever was there: what becomes of an index that does not compare. */
  replace(id: string, version: number, document: SearchDocument | null): void {
    if (!this.stale.has(id)) this.stale.set(id, this.documents.get(id)?.document ?? null)
    this.gone.delete(id)
    if (document !== null) {
      this.documents.set(id, { document, version })
      return
    }
    // It came and went: the engine never hears of it.
    if (this.stale.get(id) === null) this.stale.delete(id)
    this.documents.delete(id)
    this.gone.set(id, version)
  }

  /** The version that was seen last; 0 for what was never seen. */
  versionOf(id: string): number {
    return this.documents.get(id)?.version ?? this.gone.get(id) ?? 0
  }

  /** Documents that fit best, also to beginnings of words and with a slip in them; the same hits in the same order every time. */
  search(query: string): readonly SearchHit[] {
    this.refresh()
    const found = this.engine.search(query, { prefix: true, fuzzy: 0.2, boost: { title: 2 } })
    return found
      .map(({ id, score }) => ({ ...this.documents.get(id as string)!, score }))
      .sort((a, b) => b.score - a.score || (a.document.id < b.document.id ? -1 : 1))
      .slice(0, HITS_MAX)
      .map(({ document, version, score }) => ({ ...document, version, score }))
  }

  /** Documents by id, `from` on, and how many there are. */
  page(from: number, count: number): readonly (SearchDocument & { readonly version: number })[] {
    const page: (SearchDocument & { readonly version: number })[] = []
    let index = 0
    for (const { document, version } of this.documents.values()) {
      if (index >= from + count) break
      if (index >= from) page.push({ ...document, version })
      index += 1
    }
    return page
  }

  /** Puts into the engine what was written since it was searched last. */
  private refresh(): void {
    for (const [id, indexed] of this.stale) {
      if (indexed !== null) this.engine.remove(indexed)
      const written = this.documents.get(id)
      if (written !== undefined) this.engine.add(written.document)
    }
    this.stale.clear()
  }
}
