/** An invented kind of store: what a new folder in `src/infra` holds at the least. */
import type { StoreKind } from '~/kernel/store-kind'

/** A shelf of numbered things that are taken in order. */
export const kind: StoreKind = {
  name: 'shelf',
  label: 'Shelf',
  engines: [
    { name: 'papyrus', label: 'Papyrus', line: 'Papyrus 1.0, which is written on once' },
    { name: 'granite', label: 'Granite', line: 'Granite 2.0, which is cut and lasts' },
  ],
  verbs: [
    {
      verb: 'smudge',
      on: 'box',
      label: 'Smudge the ink',
      badge: 'smudged',
      span: 'lasting',
      explain: 'Whoever looks sees nothing but zeros.',
    },
    {
      verb: 'jot',
      on: 'box',
      label: 'Jot something down',
      span: 'instant',
      explain: 'Writes a line; it becomes part of the run.',
      value: { kind: 'text', lengthMax: 100 },
    },
  ],
  prompt: {
    sign: 'shelf>',
    placeholder: 'COUNT',
    view: 'line',
    writes: 'jot',
    down: 'nobody is at the shelf',
  },
  assets: {},
  inPage: 'a shelf',
  real: ['A shelf, on which ', { code: 'TAKE' }, ' gives each thing once.'],
  notShown: { title: 'Dust', words: ['Shelves gather none here.'] },
  lines: (message) => {
    const { asks } = (message ?? {}) as { readonly asks?: unknown }
    return Array.isArray(asks) ? asks.map((ask) => `shelf ${String(ask)}`) : []
  },
}
