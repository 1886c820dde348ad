/**
 * The course of a walk: a step is asked for, the run gives its sign, and whoever has read what was seen goes on. It decides only
 * what follows what; doing something to the run, and remembering that the walk was taken, are for its surroundings.
 */
import { assign, setup } from 'xstate'
import type { Walk } from '~/kernel/walk'
import { isGiven, type Shown } from './signs'

interface Context {
  readonly walk: Walk | null
  readonly index: number
}

/** What can happen to a walk. */
export type WalkEvent =
  | { readonly type: 'start'; readonly walk: Walk }
  | { readonly type: 'look'; readonly shown: Shown }
  | { readonly type: 'next' }
  | { readonly type: 'back' }
  | { readonly type: 'leave' }

/** The machine. Provide `remember`. */
export const walkMachine = setup({
  types: {} as { context: Context; events: WalkEvent },
  guards: {
    isGiven: ({ context: { walk, index } }, { shown }: { readonly shown: Shown }) =>
      isGiven(walk!.steps[index]!.until, shown),
    isLater: ({ context: { index } }) => index > 0,
    isLast: ({ context: { walk, index } }) => index === walk!.steps.length - 1,
  },
  actions: {
    /** Notes that the walk was taken, or left: it does not begin by itself again. */
    remember: () => undefined,
    /** To the step before, whose sign was there once. */
    goBack: assign({ index: ({ context }) => context.index - 1 }),
  },
}).createMachine({
  id: 'walk',
  context: { walk: null, index: 0 },
  initial: 'away',
  on: {
    start: { target: '.asking', actions: assign({ walk: ({ event }) => event.walk, index: 0 }) },
  },
  states: {
    /** Nobody walks. */
    away: {},
    /** A step waits for its sign. */
    asking: {
      on: {
        back: { guard: 'isLater', target: 'seen', actions: 'goBack' },
        look: { guard: { type: 'isGiven', params: ({ event }) => ({ shown: event.shown }) }, target: 'seen' },
        leave: { target: 'away', actions: 'remember' },
      },
    },
    /** The sign was there; the reader goes on. */
    seen: {
      on: {
        back: { guard: 'isLater', target: 'seen', actions: 'goBack' },
        next: [
          { guard: 'isLast', target: 'away', actions: 'remember' },
          { target: 'asking', actions: assign({ index: ({ context }) => context.index + 1 }) },
        ],
        leave: { target: 'away', actions: 'remember' },
      },
    },
  },
})
