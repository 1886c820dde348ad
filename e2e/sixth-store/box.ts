/** The process in front of a shelf. */
import type { Component, Context, InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Panel, TablePage } from '~/kernel/panel'
import { chosenEngine } from '~/kernel/store-kind'
import type { ShelfMessage } from './client'
import { kind } from './kind'

const PAGE_ROWS = 10

/** The code of a shelf, on the engine that the run has chosen. */
export function createShelfBox(context: Context<never>, chosen: Readonly<Record<string, string>> = {}): Component {
  const kept = context.disk('shelf', () => ({ taken: 0, lines: [] as string[] }))
  let isSmudged = false

  function answer(ask: string): number {
    const [verb, number] = ask.split(' ')
    if (verb === 'TAKE') return ++kept.taken
    if (verb === 'LOOK') return isSmudged ? 0 : kept.taken + 1
    return (kept.taken = Math.max(kept.taken, Number(number)))
  }

  function panels(): Panel[] {
    const { taken } = kept
    const group = Math.max(0, taken - 3)
    return [
      { kind: 'text', label: 'Engine', text: `${chosenEngine(kind, chosen).line}: ${taken} taken`, style: 'line' },
      {
        kind: 'table',
        label: 'Things',
        query: { view: 'things' },
        filter: 'things that match…',
        turn: { back: 'Earlier', next: 'Later' },
      },
      {
        kind: 'lanes',
        label: 'Boards',
        axis: 'thing',
        lanes: ['board 0', 'board 1'].map((name, index) => ({
          name,
          segments: [
            { name: 'kept', from: 0, to: taken, tone: 'allowed' },
            { name: 'not yet safe', from: taken, to: taken + index, tone: 'degraded' },
          ],
          marks: [
            { name: 'log start', at: 0 },
            { name: 'high watermark', at: taken },
            { name: 'end', at: taken + index },
            { name: 'readers', at: group, tone: 'unknown' },
          ],
        })),
      },
    ]
  }

  function things({ cursor, match }: InspectQuery): TablePage {
    const from = Number(cursor ?? 0)
    const all = Array.from({ length: kept.taken }, (_, index) => `thing ${index + 1}`)
    const found = all.filter((name) => name.endsWith(String(match ?? '')))
    return {
      text: `${found.length} things`,
      columns: [{ name: 'thing' }, { name: 'weight', as: 'number' }, { name: 'age', as: 'duration', none: 'new' }],
      rows: found.slice(from, from + PAGE_ROWS).map((name) => ({
        cells: [name, 1234, null],
        opens: { kind: 'table', label: name, title: `Marks of ${name}`, query: { view: 'thing', name } },
      })),
      next: from + PAGE_ROWS < found.length ? from + PAGE_ROWS : null,
    }
  }

  function look(query: InspectQuery): Json {
    switch (query.view) {
      case 'state':
        return { panels: panels() }
      case 'things':
        return things(query)
      case 'thing':
        return { columns: [{ name: 'mark' }], rows: [{ cells: [`<b>${String(query['name'])}</b>`] }], next: null }
      case 'line': {
        const isWrite = String(query['line']).startsWith('JOT')
        return { text: isWrite ? 'that would write' : `${kept.taken} taken, ${kept.lines.length} lines`, isWrite }
      }
      default:
        return null
    }
  }

  return {
    handle: (message) => (message as ShelfMessage).asks.map(answer).at(-1),
    act: (verb, value, phase) => {
      if (verb === 'smudge') isSmudged = phase === 'start'
      if (verb !== 'jot') return undefined
      kept.lines.push(value ?? '')
      return `jotted ${value ?? ''}`
    },
    inspect: look,
  }
}
