/** A session with the small simulation at the other end of a link in memory, for tests. */
import { vi } from 'vitest'
import type { Diagram } from '~/kernel/diagram'
import { tinyDiagram, tinySimulation, type TinyOptions } from '~/kernel/testing/tiny-simulation'
import { createDesk } from '~/host/desk'
import { answerOver } from '~/host/links/answering'
import { askOver } from '~/host/links/asking'
import { createPair } from '~/host/links/pair'
import type { LiveState } from '../live-store'
import { RunSession } from '../run-session'

/** How it begins. */
export interface TinySessionOptions {
  readonly simulation: TinyOptions
  readonly search?: string
  readonly stops?: boolean
}

const open: RunSession[] = []

/** Boots one. Whoever calls it ends all of them with {@link closeSessions}. */
export async function tinySession({ simulation, search = '', stops = false }: TinySessionOptions): Promise<RunSession> {
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setImmediate(callback))
  const session = new RunSession(tinyDiagram() as Diagram, {
    search,
    plays: false,
    stops,
    connect: () => {
      const pair = createPair()
      const desk = createDesk({
        load: () => Promise.reject(new Error('no assets')),
        hearProgress: () => () => undefined,
        simulation: () => Promise.resolve(tinySimulation(simulation)),
      })
      answerOver(pair.engine, desk)
      return askOver(pair.client)
    },
  })
  open.push(session)
  session.setSpeed(100)
  session.start()
  await until(session, ({ phase }) => phase !== 'booting')
  return session
}

/** Ends them, after each test. */
export function closeSessions(): void {
  for (const session of open.splice(0)) session.close()
  vi.unstubAllGlobals()
}

/** Waits for something in the store. */
export function until(session: RunSession, isThere: (state: LiveState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isThere(session.store.getState())) resolve()
    const unsubscribe = session.store.subscribe((state) => {
      if (!isThere(state)) return
      unsubscribe()
      resolve()
    })
  })
}
