/** What visitors see: one question for a page, nothing older than the tables, and no bytes that nobody has checked. */
import { defineInvariant, type Evidence } from '~/kernel/invariant'
import { factOf, type PageFact, type ShownFact, type WrittenFact } from '../facts'

/** A page takes one question. */
export const oneQuestion = defineInvariant<{ pages: number; most: number; found: Evidence | null }>({
  id: 'one-question',
  kind: 'safety',
  label: 'one question for a page',
  statement: 'A page is answered with one question to a store, however many things it shows.',
  kinds: ['state'],
  create: () => ({ pages: 0, most: 0, found: null }),
  step(state, event) {
    state.found = null
    const page = factOf<PageFact>(event, 'api', 'page') ?? factOf<PageFact>(event, 'web', 'page')
    if (page === null) return
    state.pages++
    state.most = Math.max(state.most, page.sql)
    if (page.sql <= 1) return
    state.found = {
      summary: `a page of ${page.listings.length} ${page.listings.length === 1 ? 'offer' : 'offers'} took ${page.sql} questions and ${Math.round(page.ms)} ms`,
      request: event.id,
      did: 'The page asked for the list, and then for each thing on it',
      measure: { value: page.sql, bound: 1, unit: 'questions for one page' },
      figures: { questions: page.sql, ms: page.ms, offers: page.listings.length },
    }
  },
  broken: ({ found }) => found,
  figures: ({ pages, most }) => ({ pages, questions: most }),
})

/** A page shows nothing older than what the tables held when it was asked for. */
export const offersCurrent = defineInvariant<{ written: { atMs: number; height: number }[]; found: Evidence | null }>({
  id: 'offers-current',
  kind: 'safety',
  label: 'pages are current',
  statement: 'What a page of offers shows is at least as new as the tables were when it was asked for.',
  kinds: ['state'],
  create: () => ({ written: [], found: null }),
  step(state, event) {
    state.found = null
    const row = factOf<WrittenFact>(event, 'postgres', 'written')
    if (row !== null) {
      state.written.push({ atMs: event.t, height: row.height })
      if (state.written.length > KEPT) state.written.shift()
    }
    const page = factOf<PageFact>(event, 'api', 'page')
    if (page === null) return
    const askedAtMs = event.t - page.ms
    const then = state.written.findLast(({ atMs }) => atMs < askedAtMs)
    if (then === undefined || page.indexedHeight >= then.height) return
    const late = then.height - page.indexedHeight
    state.found = {
      summary: `a page of block ${page.indexedHeight} was shown when block ${then.height} was in the tables`,
      request: event.id,
      did: 'The page came out of the cache, whatever had happened since',
      measure: { value: late, bound: 0, unit: 'blocks behind the tables' },
      figures: { shown: page.indexedHeight, tables: then.height, offers: page.listings.length },
    }
  },
  broken: ({ found }) => found,
})

/** More blocks than a page can take to answer. */
const KEPT = 64

/** Only content whose hash is its name is shown. */
export const contentChecked = defineInvariant<{ shown: number; placeholders: number; found: Evidence | null }>({
  id: 'content-checked',
  kind: 'safety',
  label: 'content is checked',
  statement: 'Bytes are shown only if their hash is the CID; otherwise a placeholder stands there.',
  kinds: ['state'],
  create: () => ({ shown: 0, placeholders: 0, found: null }),
  step(state, event) {
    state.found = null
    const shown = factOf<ShownFact>(event, 'web', 'shown')
    if (shown === null) return
    state.shown++
    if (shown.placeholder) state.placeholders++
    if (shown.verified || shown.placeholder) return
    const summary = `bytes were shown for ${shown.cid.slice(0, 14)}… that are not its`
    state.found = { summary, request: event.id, did: 'Whatever a gateway gave was shown', figures: { cid: shown.cid } }
  },
  broken: ({ found }) => found,
  figures: ({ shown, placeholders }) => ({ shown, placeholders }),
})
