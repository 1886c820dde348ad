/** What a search says of itself. */
import { describe, expect, test } from 'vitest'
import { parseAction, type Vocabulary } from '~/kernel/action'
import { runOf } from '~/kernel/run'
import { tinyDiagram } from '~/kernel/testing/tiny-simulation'
import { actWords } from './act-words'
import { causesOf } from './causes'
import { NOTHING, type Search } from './finder'
import { headline, pace, whatIsSearched } from './search-words'
import { addWorst, wordsOf } from './worst-figures'

const VOCABULARY: Vocabulary = { diagram: tinyDiagram(), verbs: {} }
const NONE: Search = { ...NOTHING, phase: 'searching' }
const tried = (seed: number, isBroken = false) => ({ seed, faults: 3, isBroken })
const FIND = {
  seed: 3,
  run: runOf('tiny', { scenario: 'plain' }),
  violation: { invariant: 'a', event: 1, atMs: 1, evidence: { summary: '', request: 0, figures: {} } },
}

describe('how it stands', () => {
  test.each<[string, Partial<Search>]>([
    ['Searching …', {}],
    ['Stopped before the first schedule was through.', { phase: 'stopped' }],
    ['1 schedule with 1 fault: nothing broke, seed 1 so far.', { tried: [tried(1)], faults: 1 }],
    [
      '2 schedules with 1,930 faults: nothing broke, seed 1–2.',
      { phase: 'stopped', tried: [tried(1), tried(2)], faults: 1930 },
    ],
    [
      '2 schedules with 6 faults: nothing else broke, seed 1–2 so far.',
      { tried: [tried(1, true), tried(2)], faults: 6 },
    ],
    [
      'Seed 3 breaks it, after 1 schedule with 3 faults; making it smaller: 1 try so far.',
      { phase: 'shrinking', tried: [tried(3, true)], faults: 3, find: FIND, tries: 1 },
    ],
    [
      'Seed 3 breaks it, after 1 schedule with 3 faults; as small as it got: 2 tries so far.',
      { phase: 'stopped', tried: [tried(3, true)], faults: 3, find: FIND, tries: 2 },
    ],
    [
      'Seed 3 breaks it, after 1 schedule with 3 faults; made as small as it goes.',
      { phase: 'found', tried: [tried(3, true)], faults: 3, find: FIND, tries: 9 },
    ],
    ['The search has failed after 0 schedules with 0 faults.', { phase: 'failed', failure: 'no memory' }],
  ])('%s', (words, search) => {
    expect(headline({ ...NONE, ...search })).toBe(words)
  })

  test('and how fast it goes', () => {
    expect(pace(NONE)).toBe('')
    expect(pace({ ...NONE, tried: [tried(1), tried(2)], virtualMs: 20_000, tookMs: 4000 })).toBe(
      '0.5 schedules/s · 20.0 s of runs in 4.0 s',
    )
  })
})

test('what is searched is the diagram as it stands, and what was done by hand is said to be left out', () => {
  const offer = {
    scenarios: [{ id: 'plain', title: 'Plain', hypothesis: '', durationMs: 1, settleMs: 1, actions: [] }],
    claims: { counted: { safeguard: 'Counted twice', scenario: 'plain', invariant: 'a', without: '', hypothesis: '' } },
    mutants: {},
  }
  const run = runOf('tiny', { scenario: 'plain' })
  expect(whatIsSearched(run, offer)).toMatch(/^“Plain”, all safeguards on: short runs/)
  const changed = {
    ...run,
    without: ['counted'],
    settings: { limit: '5' },
    actions: [parseAction('crash:store@5', VOCABULARY)],
  }
  expect(whatIsSearched(changed, offer)).toMatch(
    /^“Plain”, without “counted twice”, limit = 5: .* by hand \(1\) is left out\.$/,
  )
})

test.each([
  ['crash:server/1@500-900', 'Crash', 'Server #1', 'at 0.50 s, for 400 ms'],
  ['crash:server@500', 'Crash', 'Server', 'at 0.50 s, for good'],
  ['restart:store@1250', 'Restart', 'Store', 'at 1.25 s'],
  ['loss:client~server/0=0.3@0-10', 'Lose messages 30 % of messages', 'Client → Server #0', 'at 0.00 s, for 10 ms'],
  ['delay:server~store=1500@0-10', 'Add latency 1,500 ms', 'Server → Store', 'at 0.00 s, for 10 ms'],
  ['partition:server~store=replies@0-10', 'Partition replies', 'Server → Store', 'at 0.00 s, for 10 ms'],
])('%s is told as a person would', (text, what, where, when) => {
  expect(actWords(parseAction(text, VOCABULARY), VOCABULARY)).toEqual({ what, where, when })
})

test('the causes in a run are what its scenario does in time, and what was added', () => {
  const scenarios = [
    {
      id: 'plain',
      title: '',
      hypothesis: '',
      durationMs: 9000,
      settleMs: 1,
      actions: ['crash:store@2000', 'restart:server@8000'],
    },
  ]
  const run = runOf('tiny', {
    scenario: 'plain',
    durationMs: 3000,
    actions: [parseAction('freeze:server@100-200', VOCABULARY)],
  })
  const { acts, load } = causesOf(run, { scenarios }, VOCABULARY)
  expect(acts.map(({ verb }) => verb)).toEqual(['freeze', 'crash'])
  expect(load).toEqual([])
})

test('of the worst figures each is kept with the seed that showed it, and what grew last comes first', () => {
  const one = addWorst([], { a: { slowestMs: 5, mostKeys: 1 } }, 1)
  expect(addWorst(one, { a: { slowestMs: 4, mostKeys: 1 } }, 2)).toBe(one)
  const two = addWorst(one, { a: { mostKeys: 1234 }, b: { largest: 1 } }, 3)
  expect(two.map(({ invariant, name, seed }) => `${invariant} ${name} ${seed}`)).toEqual([
    'a mostKeys 3',
    'b largest 3',
    'a slowestMs 1',
  ])
  expect(two.map(wordsOf)).toEqual(['most keys 1,234', 'largest 1', 'slowest 5 ms'])
})
