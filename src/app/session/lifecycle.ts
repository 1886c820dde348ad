/**
 * The life of a session: boot → ready → running ↔ paused → ended, and failed. It decides only what may follow what; booting
 * and asking for frames are actors that the session provides, so that the machine is tested without an engine.
 */
import { assign, fromCallback, fromPromise, setup } from 'xstate'
import type { Run } from '~/kernel/run'

/** What a session is doing. */
export type Phase = 'booting' | 'ready' | 'running' | 'paused' | 'ended' | 'failed'

interface Context {
  /** What to boot; null stands for the run in the address. */
  readonly run: Run | null
  readonly playsAfterBoot: boolean
  /** False while the page is hidden or the diagram is off the screen. */
  readonly isSeen: boolean
  readonly failure: string | null
}

/** What can happen to a session. */
export type LifecycleEvent =
  | { readonly type: 'open'; readonly run: Run | null; readonly plays: boolean }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'end' }
  | { readonly type: 'fork' }
  | { readonly type: 'fail'; readonly message: string }
  | { readonly type: 'seen'; readonly isSeen: boolean }

/** The machine. Provide `boot` and `pull`, and `idle` if there is anything to do meanwhile. */
export const lifecycle = setup({
  types: {} as {
    context: Context
    events: LifecycleEvent
    input: { readonly plays: boolean }
  },
  actors: {
    boot: fromPromise<void, Run | null>(() => Promise.reject(new Error('no engine was provided'))),
    /** Does what may be done while nobody has pressed play yet. */
    idle: fromCallback<LifecycleEvent>(() => undefined),
    /** Asks for frames for as long as it lives. */
    pull: fromCallback<LifecycleEvent>(() => undefined),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => ({ run: null, playsAfterBoot: input.plays, isSeen: true, failure: null }),
  initial: 'booting',
  on: {
    open: {
      target: '.booting',
      reenter: true,
      actions: assign(({ event }) => ({ run: event.run, playsAfterBoot: event.plays, failure: null })),
    },
    fail: { target: '.failed', actions: assign({ failure: ({ event }) => event.message }) },
    seen: { actions: assign({ isSeen: ({ event }) => event.isSeen }) },
  },
  states: {
    booting: {
      invoke: {
        src: 'boot',
        input: ({ context }) => context.run,
        onDone: [{ guard: ({ context }) => context.playsAfterBoot, target: 'running' }, { target: 'ready' }],
        onError: {
          target: 'failed',
          actions: assign({
            failure: ({ event }) => (event.error instanceof Error ? event.error.message : String(event.error)),
          }),
        },
      },
    },
    ready: { invoke: { src: 'idle' }, on: { play: 'running', pause: 'paused', end: 'ended' } },
    running: {
      initial: 'asking',
      on: { pause: 'paused', end: 'ended' },
      states: {
        asking: {
          invoke: { src: 'pull' },
          always: { guard: ({ context }) => !context.isSeen, target: 'resting' },
        },
        resting: { always: { guard: ({ context }) => context.isSeen, target: 'asking' } },
      },
    },
    paused: { on: { play: 'running', end: 'ended' } },
    // Its past can still be played.
    ended: { on: { play: 'running', fork: 'paused' } },
    failed: {},
  },
})

/** The phase a state of the machine stands for. */
export function phaseOf(value: unknown): Phase {
  return (typeof value === 'string' ? value : 'running') as Phase
}
