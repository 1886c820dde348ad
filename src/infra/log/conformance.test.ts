import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConformanceCase, peacefulCases, violentCases } from './conformance'
import { ourDifferences } from './conformance-differences'
import { runCase } from './testing/conformance-run'
import { realKafkaJars } from './testing/real-kafka'
import { type LiveWorld, startLiveWorld } from './testing/live-world'

const everything = { ...peacefulCases, ...violentCases }
const names = Object.values(everything).flatMap((cases) => cases.map(({ name }) => name))

// In CI a Kafka that is not there is a failure; elsewhere `npm test` names what was not run.
const isReal = realKafkaJars() !== null || process.env['CI'] !== undefined
let starting: Promise<LiveWorld> | undefined

// It starts while ours is at work.
beforeAll(() => {
  if (!isReal) return
  starting = startLiveWorld(3)
  // Whoever waits for it is told.
  starting.catch(() => {})
})
afterAll(async () => (await starting)?.stop())

test('every case has a name of its own', () => {
  expect(new Set(names).size).toBe(names.length)
})

test('every named difference belongs to a case', () => {
  expect(Object.keys(ourDifferences).filter((name) => !names.includes(name))).toEqual([])
})

describe('our cluster', () => {
  describe.each(Object.entries(everything))('%s', (_group, cases) => {
    for (const subject of cases) {
      const difference = ourDifferences[subject.name]
      test(difference === undefined ? subject.name : `${subject.name} — differs, as named`, async () => {
        const observed = await runCase(subject)
        if (difference === undefined) {
          expect(observed).toEqual(subject.expected)
        } else {
          expect(observed).not.toEqual(subject.expected)
          expect(observed).toEqual(difference.instead)
        }
      })
    }
  })
})

describe.skipIf(!isReal)('a real Kafka', () => {
  let world: LiveWorld
  beforeAll(async () => {
    world = await starting!
  })

  const observe = (subject: ConformanceCase) => async () => {
    const bench = world.bench()
    try {
      expect(await subject.observe(bench)).toEqual(subject.expected)
    } finally {
      await bench.close()
    }
  }

  describe.concurrent('side by side', () => {
    describe.each(Object.entries(peacefulCases))('%s', (_group, cases) => {
      for (const subject of cases) test(subject.name, observe(subject))
    })
  })
  describe.each(Object.entries(violentCases))('%s', (_group, cases) => {
    for (const subject of cases) test(subject.name, observe(subject))
  })
})
