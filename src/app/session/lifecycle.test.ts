import { describe, expect, it } from 'vitest'
import { createActor, fromCallback, fromPromise } from 'xstate'
import { runOf, type Run } from '~/kernel/run'
import { lifecycle, phaseOf } from './lifecycle'

const run: Run = runOf('toy', {
  scenario: 'calm',
  seed: 1,
})

function start(plays = false) {
  const boots: { run: Run | null; resolve: () => void; reject: (error: Error) => void }[] = []
  let asking = 0
  const actor = createActor(
    lifecycle.provide({
      actors: {
        boot: fromPromise<void, Run | null>(
          ({ input }) =>
            new Promise((resolve, reject) => {
              boots.push({ run: input, resolve, reject })
            }),
        ),
        pull: fromCallback(() => {
          asking++
          return () => {
            asking--
          }
        }),
      },
    }),
    { input: { plays } },
  )
  actor.start()
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    actor,
    boots,
    settle,
    phase: () => phaseOf(actor.getSnapshot().value),
    asking: () => asking,
    failure: () => actor.getSnapshot().context.failure,
  }
}

describe('a session', () => {
  it('boots, waits to be played, pauses, goes on and ends', async () => {
    const session = start()
    expect(session.phase()).toBe('booting')
    session.boots[0]!.resolve()
    await session.settle()
    expect(session.phase()).toBe('ready')
    expect(session.asking()).toBe(0)
    session.actor.send({ type: 'play' })
    expect([session.phase(), session.asking()]).toEqual(['running', 1])
    session.actor.send({ type: 'pause' })
    expect([session.phase(), session.asking()]).toEqual(['paused', 0])
    session.actor.send({ type: 'play' })
    session.actor.send({ type: 'end' })
    expect([session.phase(), session.asking()]).toEqual(['ended', 0])
  })

  it('plays by itself if asked to', async () => {
    const session = start(true)
    session.boots[0]!.resolve()
    await session.settle()
    expect(session.phase()).toBe('running')
  })

  it('asks for nothing while nobody sees it, and is still running', async () => {
    const session = start(true)
    session.boots[0]!.resolve()
    await session.settle()
    session.actor.send({ type: 'seen', isSeen: false })
    expect([session.phase(), session.asking()]).toEqual(['running', 0])
    session.actor.send({ type: 'seen', isSeen: true })
    expect([session.phase(), session.asking()]).toEqual(['running', 1])
  })

  it('opens another run at any time and forgets a boot that comes too late', async () => {
    const session = start()
    session.actor.send({ type: 'open', run, plays: true })
    expect(session.boots.map((boot) => boot.run)).toEqual([null, run])
    session.boots[0]!.resolve()
    await session.settle()
    expect(session.phase()).toBe('booting')
    session.boots[1]!.resolve()
    await session.settle()
    expect(session.phase()).toBe('running')
  })

  it('says why it failed, and can be tried again', async () => {
    const session = start()
    session.boots[0]!.reject(new Error('no WebAssembly'))
    await session.settle()
    expect([session.phase(), session.failure()]).toEqual(['failed', 'no WebAssembly'])
    session.actor.send({ type: 'play' })
    expect(session.phase()).toBe('failed')
    session.actor.send({ type: 'open', run: null, plays: false })
    expect([session.phase(), session.failure()]).toEqual(['booting', null])
  })

  it('fails while running', async () => {
    const session = start(true)
    session.boots[0]!.resolve()
    await session.settle()
    session.actor.send({ type: 'fail', message: 'the worker died' })
    expect([session.phase(), session.asking(), session.failure()]).toEqual(['failed', 0, 'the worker died'])
  })
})
