/** The dead letters, as the replay worker shows them. */
import type { InspectQuery } from '~/kernel/component'
import type { Panel, TablePage } from '~/kernel/panel'
import type { LetterBook } from '../letter-book'

const ROWS_PER_PAGE = 20

/** What the inspector draws of the worker. */
export const letterPanels: Panel[] = [
  { kind: 'act', label: 'Replay', act: { label: 'Replay all', verb: 'replay' } },
  { kind: 'table', label: 'Dead letters', query: { view: 'letters' }, filter: 'event, group or reason…' },
]

/** One page of them, newest first. */
export function lettersPage(book: LetterBook, { cursor, match }: InspectQuery): TablePage {
  const wanted = typeof match === 'string' ? match.toLowerCase() : ''
  const found = book
    .list()
    .filter(({ event, group, reason }) => `${event} ${group} ${reason}`.toLowerCase().includes(wanted))
  const from = typeof cursor === 'number' ? cursor : 0
  const waiting = found.filter(({ standing }) => standing === 'waits').length
  return {
    text: `${waiting.toLocaleString('en')} wait, of ${found.length.toLocaleString('en')}`,
    columns: [
      { name: 'event' },
      { name: 'group' },
      { name: 'standing' },
      { name: 'reason' },
      { name: 'read at' },
      { name: 'put aside', as: 'number' },
    ],
    rows: found.slice(from, from + ROWS_PER_PAGE).map(({ event, group, standing, reason, from: place, times }) => ({
      cells: [event, group, standing, reason, place, times],
      ...(standing === 'waits' && event !== ''
        ? { act: { label: 'Replay this one', verb: 'replay-one', value: event } }
        : {}),
    })),
    next: from + ROWS_PER_PAGE < found.length ? from + ROWS_PER_PAGE : null,
    empty: 'No event was put aside.',
  }
}
