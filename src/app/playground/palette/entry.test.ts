import { describe, expect, it } from 'vitest'
import { matching } from './entry'

const entries = [
  { group: 'Scenarios', label: 'Redis hangs' },
  { group: 'Boxes', label: 'Inspect Redis' },
  { group: 'Break it', label: 'Freeze Redis' },
  { group: 'Break it', label: 'Crash API gateway', also: 'kill' },
  { group: 'Run', label: 'Play', also: 'start' },
]
const labels = (text: string) => matching(entries, text).map(({ label }) => label)

describe('entries are found by words', () => {
  it('shows all of them before anything is typed', () => {
    expect(labels('  ')).toHaveLength(entries.length)
  })

  it('asks for every word, in any order, as a part of a word, in label, group or other words', () => {
    expect(labels('redis freeze')).toEqual(['Freeze Redis'])
    expect(labels('gate')).toEqual(['Crash API gateway'])
    expect(labels('kill')).toEqual(['Crash API gateway'])
    expect(labels('break')).toEqual(['Freeze Redis', 'Crash API gateway'])
    expect(labels('redis unicorn')).toEqual([])
  })

  it('puts first what begins with the text', () => {
    expect(labels('redis')).toEqual(['Redis hangs', 'Inspect Redis', 'Freeze Redis'])
    expect(labels('IN')[0]).toBe('Inspect Redis')
  })
})
