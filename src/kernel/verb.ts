/** The vocabulary of "break it": what can be done to a box or an arrow, in words a menu can show and a URL can hold. */

/** The value a verb takes, with its bounds. */
export type VerbValue =
  | {
      readonly kind: 'number'
      readonly unit: string
      readonly default: number
      readonly min: number
      readonly max: number
      readonly step?: number
    }
  | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[] }
  | { readonly kind: 'text'; readonly lengthMax: number }
  /** A file that the host has, by the SHA-256 of its bytes in hexadecimal. */
  | { readonly kind: 'file'; readonly suffix: string; readonly bytesMax: number }
  /** Another verb of the same target, or none. */
  | { readonly kind: 'verb' }

/** One thing that can be done. */
export interface Verb {
  readonly verb: string
  readonly on: 'box' | 'arrow'
  /** What the button says. */
  readonly label: string
  /** One plain sentence: what happens. */
  readonly explain: string
  /** An instant act happens once; a lasting one stays until its end or until somebody heals the target. */
  readonly span: 'instant' | 'lasting'
  /** What is told of the target once it was done: “froze”, as in “Redis froze”. Left out: the label after the target. */
  readonly past?: string
  /** What the badge says while it lasts. */
  readonly badge?: string
  /** True for controls of load rather than faults. */
  readonly isLoad?: boolean
  /** True for what no search draws: it came when seeds of searches were pinned, and they mean what they meant. */
  readonly isNeverDrawn?: boolean
  readonly value?: VerbValue
}

/** True for a value that somebody brings, a text or a file: none is drawn at random, and an act with one is no fault. */
export function isBrought(value: VerbValue | undefined): boolean {
  return value?.kind === 'text' || value?.kind === 'file'
}

/** A share of what passes. */
export const PROBABILITY = { kind: 'number', unit: 'of messages', default: 0.3, min: 0, max: 1, step: 0.05 } as const

/** What every box can suffer. */
export const BOX_VERBS: readonly Verb[] = [
  {
    verb: 'crash',
    past: 'crashed',
    on: 'box',
    label: 'Crash',
    badge: 'crashed',
    span: 'lasting',
    explain: 'The process dies: its memory is gone, calls to it are refused, its store keeps what it had.',
  },
  {
    verb: 'restart',
    past: 'restarted',
    on: 'box',
    label: 'Restart',
    span: 'instant',
    explain: 'The process ends and starts again at once with empty memory.',
  },
  {
    verb: 'freeze',
    past: 'froze',
    on: 'box',
    label: 'Freeze',
    badge: 'frozen',
    span: 'lasting',
    explain: 'The process stops running and later goes on where it was, unaware of the time between.',
  },
  {
    verb: 'slow',
    past: 'slowed down',
    on: 'box',
    label: 'Slow down',
    badge: 'slow',
    span: 'lasting',
    explain: 'Every message waits so much longer before it is handled.',
    value: { kind: 'number', unit: 'ms', default: 50, min: 0.1, max: 60_000 },
  },
  {
    verb: 'errors',
    past: 'began to answer with errors',
    on: 'box',
    label: 'Answer with errors',
    badge: 'errors',
    span: 'lasting',
    explain: 'This share of the messages is answered with an error instead of being handled.',
    value: PROBABILITY,
  },
  {
    verb: 'fail-first',
    past: 'failed some messages',
    on: 'box',
    label: 'Fail the first N',
    badge: 'failing first',
    span: 'lasting',
    explain: 'The next N messages are answered with an error, the ones after that are handled.',
    value: { kind: 'number', unit: 'messages', default: 10, min: 1, max: 1_000_000, step: 1 },
  },
  {
    verb: 'skew',
    past: 'told another time',
    on: 'box',
    label: 'Skew the clock',
    badge: 'clock skewed',
    span: 'lasting',
    explain: 'The box reads its own clock so much ahead (or behind, if negative).',
    value: { kind: 'number', unit: 'ms', default: 5000, min: -3_600_000, max: 3_600_000 },
  },
  {
    verb: 'heal',
    on: 'box',
    label: 'Heal',
    span: 'instant',
    explain:
      'Ends every lasting fault of this box and starts it again if it is down; with a verb, only what that began.',
    value: { kind: 'verb' },
  },
]

/**
 * "Crash at a step": the next process that gets to the step dies there, and is back a little later. For the `verbs` of boxes
 * whose code names its steps with `context.step`.
 */
export function crashAtVerb(steps: readonly string[]): Verb {
  return {
    verb: 'crash-at',
    on: 'box',
    label: 'Crash at a step',
    past: 'was to die at a step',
    span: 'instant',
    explain: `The next process that gets to this step dies there and is back ${CRASH_AT_MS} ms later.`,
    value: { kind: 'choice', default: steps[0]!, options: steps },
  }
}

/** How much comes in: a control of the load, for the `verbs` of boxes where requests begin. */
export function rateVerb(
  explain: string,
  { label = 'Rate', ...value }: { readonly label?: string } & Omit<VerbValue & { readonly kind: 'number' }, 'kind'>,
): Verb {
  const number = { kind: 'number', ...value } as const
  return { verb: 'rate', on: 'box', label, badge: 'rate', span: 'lasting', isLoad: true, explain, value: number }
}

/** How long a process that died at a step is down, in milliseconds. */
export const CRASH_AT_MS = 300
