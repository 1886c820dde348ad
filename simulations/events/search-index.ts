/**
 * The search index: orders that are under way, products and people, by what somebody would type. It is fed by (id, version), and only a
 * newer version changes a document: the same events in any order, however often, lead to the same documents.
 */
import MiniSearch from 'minisearch'

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

/** Versions of documents that are gone, which keep older events from bringing them back. */
const GONE_MAX = 100_000
const HITS_MAX = 20

interface Indexed {
  readonly document: SearchDocument
  readonly version: number
}

export class SearchIndex {
  // Its vacuum runs on timers; removing a document as a whole leaves nothing to be vacuumed.
  private readonly engine = new MiniSearch<SearchDocument>({ fields: ['title', 'text', 'kind'], autoVacuum: false })
  private readonly documents = new Map<string, Indexed>()
  private readonly gone = new Map<string, number>()

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
    const before = this.documents.get(id)
    if (before !== undefined) this.engine.remove(before.document)
    this.gone.delete(id)
    if (document !== null) {
      this.documents.set(id, { document, version })
      this.engine.add(document)
      return
    }
    this.documents.delete(id)
    this.gone.set(id, version)
    if (this.gone.size > GONE_MAX) this.gone.delete(this.gone.keys().next().value!)
  }

  /** The version that was seen last; 0 for what was never seen. */
  versionOf(id: string): number {
    return this.documents.get(id)?.version ?? this.gone.get(id) ?? 0
  }

  /** Documents that fit best, also to beginnings of words and with a slip in them; the same hits in the same order every time. */
  search(query: string): readonly SearchHit[] {
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
}
