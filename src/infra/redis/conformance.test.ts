import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conformanceCases, observeCase, type ConformanceCase, type ConformanceWorld } from './conformance'
import { mockDifferences } from './conformance-differences'
import { connectLiveEngine } from './live'
import { loadMockEngine } from './mock'
import type { RealServer } from '../testing/real-server'
import { startRealServer } from './testing/real-server'
import { bundleThreadProgram, type ThreadProgram } from './testing/valkey-thread'
import { createValkeyEngine } from './valkey/engine'
import { loadValkeyFromPackage } from './valkey/load-node'
import { openValkeyThread, type OpenThread } from './valkey/thread/open-node'

class TestClock {
  #nowMs = 0

  nowMs(): number {
    return this.#nowMs
  }

  advance(durationMs: number): Promise<void> {
    this.#nowMs += durationMs
    return Promise.resolve()
  }
}

const groups = Object.entries(conformanceCases)
const names = groups.flatMap(([, cases]) => cases.map(({ name }) => name))

test('every case has a name of its own', () => {
  expect(new Set(names).size).toBe(names.length)
})

test('every named difference belongs to a case', () => {
  expect(Object.keys(mockDifferences).filter((name) => !names.includes(name))).toEqual([])
})

function conformanceOf(prepare: () => Promise<ConformanceWorld>, differs: (subject: ConformanceCase) => unknown): void {
  let world: ConformanceWorld
  beforeAll(async () => {
    world = await prepare()
  })
  describe.each(groups)('%s', (_group, cases) => {
    for (const subject of cases) {
      const difference = differs(subject)
      test(difference === undefined ? subject.name : `${subject.name} — differs, as named`, async () => {
        const observed = await observeCase(world, subject)
        if (difference === undefined) {
          expect(observed).toEqual(subject.expected)
        } else {
          expect(observed).not.toEqual(subject.expected)
          expect(observed).toEqual(difference)
        }
      })
    }
  })
}

describe('valkey in WebAssembly', () => {
  conformanceOf(
    async () => {
      const clock = new TestClock()
      const engine = createValkeyEngine(await loadValkeyFromPackage(), { clock })
      return { engine, advance: (durationMs) => clock.advance(durationMs) }
    },
    () => undefined,
  )
})

describe('valkey in a thread of its own', () => {
  let program: ThreadProgram
  let thread: OpenThread
  afterAll(async () => {
    await thread.close()
    program.remove()
  })
  conformanceOf(
    async () => {
      const clock = new TestClock()
      program = await bundleThreadProgram()
      thread = await openValkeyThread(program.url, await loadValkeyFromPackage(), clock)
      return { engine: thread.engine, advance: (durationMs) => clock.advance(durationMs) }
    },
    () => undefined,
  )
})

describe('ioredis-mock', () => {
  conformanceOf(
    async () => {
      const clock = new TestClock()
      return { engine: await loadMockEngine({ clock }), advance: (durationMs) => clock.advance(durationMs) }
    },
    ({ name }) => mockDifferences[name]?.instead,
  )
})

describe('a real redis-server', () => {
  let server: RealServer | undefined
  afterAll(() => server?.stop())
  conformanceOf(
    async () => {
      server = await startRealServer()
      const engine = await connectLiveEngine({ url: server.url, isDisposable: true })
      return { engine, advance: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)) }
    },
    () => undefined,
  )
})
