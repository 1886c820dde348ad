/**
 * Panels: what a box may offer the inspector to draw rather than to list. A component returns them from `inspect` as the field
 * `panels`, beside its plain values. Any box can, a store or not.
 *
 * What is large is not in a panel but asked for by pages: such a panel holds the query by which `inspect` of the same box
 * answers one page.
 */
import type { InspectQuery } from './component'
import type { Json } from './json'
import type { Prompt } from './store-kind'
import type { Tone } from './tone'

/** One thing to draw. Texts are ready to be read: with figures and units. */
export type Panel =
  /** A state machine: its states, the one it is in, and what leads from state to state. */
  | {
      readonly kind: 'machine'
      readonly label: string
      readonly current: string
      readonly states: readonly { readonly state: string; readonly tone: Tone }[]
      readonly steps: readonly { readonly from: string; readonly to: string; readonly when: string }[]
    }
  /** A level between 0 and `max`, with the limit at which something happens. */
  | {
      readonly kind: 'meter'
      readonly label: string
      readonly text: string
      readonly value: number
      readonly max: number
      readonly limit?: number
    }
  /** Amounts side by side, oldest first; each of several meanings, stacked. */
  | {
      readonly kind: 'bars'
      readonly label: string
      readonly text: string
      readonly bars: readonly (readonly { readonly tone: Tone; readonly value: number }[])[]
    }
  /** A button that does something to this box. */
  | { readonly kind: 'act'; readonly label: string; readonly act: PanelAct }
  /** Plain text: a line of figures, or a note that explains. */
  | { readonly kind: 'text'; readonly label: string; readonly text: string; readonly style: 'line' | 'note' }
  | TablePanel
  /** Accounts as bookkeepers draw them. `query` is answered with an {@link AccountsPage}. */
  | { readonly kind: 'accounts'; readonly label: string; readonly query: InspectQuery }
  | LanesPanel
  | GalleryPanel
  | FilePanel
  /** A prompt of this box; the prompt of a store is its kind's, and need not be offered. */
  | { readonly kind: 'prompt'; readonly label: string; readonly prompt: Prompt }
  /** One of several panels at a time, by their labels. */
  | { readonly kind: 'choice'; readonly label: string; readonly choices: readonly Panel[] }
  /** What another box offers when it is asked this. */
  | { readonly kind: 'of'; readonly label: string; readonly box: string; readonly query: InspectQuery }

/**
 * A table that is read page by page. `query` is answered with a {@link TablePage}; the renderer adds `cursor`, which is a page's
 * `next`, and `match`, which is what somebody has typed to filter by.
 */
export type TablePanel = {
  readonly kind: 'table'
  readonly label: string
  /** What it is called where it is drawn. Default: the label. */
  readonly title?: string
  readonly query: InspectQuery
  /** What the field to filter by is called; left out if the table cannot be filtered. */
  readonly filter?: string
  /** What the buttons for the page before and the page after say. */
  readonly turn?: { readonly back: string; readonly next: string }
}

/** A column of a table, and how its cells are written. */
export type TableColumn = {
  readonly name: string
  /** Numbers are grouped and stand at the right; durations are in milliseconds; prose goes on in further lines. Default: as it is. */
  readonly as?: 'number' | 'duration' | 'prose'
  /** What stands for null. Default `∅`. */
  readonly none?: string
}

/** What a panel or a row offers to be done to the box that shows it: one of its verbs, which becomes an act of the run. */
export type PanelAct = {
  readonly label: string
  readonly verb: string
  readonly value?: string
}

/** A row. It may open another table, as a key does its members, and offer something to be done about it. */
export type TableRow = {
  readonly cells: readonly Json[]
  readonly opens?: TablePanel
  readonly act?: PanelAct
}

/** One page of a table. */
export type TablePage = {
  /** A line above the table: what it is about, in figures. */
  readonly text?: string
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
  /** What to ask the next page by; null on the last one. */
  readonly next: Json
  /** What stands in the place of rows where there are none. */
  readonly empty?: string
}

/** An account. Amounts are in minor units of the currency, debits and credits as sums of either side. */
export type Account = {
  readonly account: string
  readonly kind: string
  /** A code of ISO 4217. */
  readonly currency: string
  readonly debits: number
  readonly credits: number
  /** A balance, debits positive. */
  readonly pending: number
  /** The last postings, newest first, debits positive. */
  readonly latest: readonly number[]
}

/** Accounts, or why there are none. */
export type AccountsPage = { readonly accounts: readonly Account[] } | { readonly error: string }

/**
 * Lanes side by side along one axis, such as the partitions of a log by offset: stretches with a meaning, and marks with names,
 * such as where a reader stands. Positions are numbers on the axis; `from` and `to` of a segment may be equal, for nothing.
 */
export type LanesPanel = {
  readonly kind: 'lanes'
  readonly label: string
  /** What the axis counts, such as `offset`. */
  readonly axis: string
  readonly lanes: readonly {
    readonly name: string
    readonly segments: readonly {
      readonly name: string
      readonly from: number
      readonly to: number
      readonly tone: Tone
    }[]
    readonly marks: readonly { readonly name: string; readonly at: number; readonly tone?: Tone }[]
  }[]
}

/** Cards side by side, such as what a shop has in its window. */
export type GalleryPanel = {
  readonly kind: 'gallery'
  readonly label: string
  /** A line above the cards, and what it means. */
  readonly notice?: { readonly text: string; readonly tone: Tone }
  readonly cards: readonly GalleryCard[]
  /** What stands in the place of cards where there are none. */
  readonly empty: string
}

/** One card. All its texts are plain text, whatever they look like. */
export type GalleryCard = {
  /** Tells it from the others. */
  readonly id: string
  readonly title: string
  /** One figure, with its unit. */
  readonly figure?: string
  readonly lines: readonly string[]
  /** An SVG document. It is shown as an image, so nothing in it can act; left out: a placeholder. */
  readonly image?: string
  /** How it stands, in a few words. */
  readonly status?: { readonly text: string; readonly tone: Tone }
  readonly acts: readonly PanelAct[]
}

/**
 * What a box says of a file, and what may be done with it, by a verb whose value is the file's SHA-256: then the page holds the file, and the act
 * becomes part of the run.
 */
export type FilePage = TablePage & { readonly act?: PanelAct }

/**
 * A place to drop a file of one's own. `view` of `inspect` is asked once with `base64`, the bytes, and answers a {@link FilePage}. To look at a file
 * leaves no mark.
 */
export type FilePanel = {
  readonly kind: 'file'
  readonly label: string
  /** What may be dropped, as a suffix such as `.wasm`. */
  readonly suffix: string
  /** The largest file that is read, in bytes. */
  readonly bytesMax: number
  readonly view: string
  /** What is done with it, and what is not. */
  readonly note: string
}
