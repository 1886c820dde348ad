/** Kinds of stores that can be live, and how each is named on a command line. */
import type { Disposable } from '~/infra/live-disposable'
import type { LiveOption, Place } from '~/infra/live-place'
import { storeKinds } from '~/stores'

const options = import.meta.glob<{ readonly option: LiveOption }>('../infra/*/live-option.ts', { eager: true })
const disposables = import.meta.glob<{ readonly disposable: Disposable }>('../infra/*/live-disposable.ts', {
  eager: true,
})

export type { Place }

/** A kind of store that can be live. */
export interface LiveKind {
  /** Its folder in `infra`. */
  readonly name: string
  /** For people. */
  readonly label: string
  readonly option: LiveOption
  /** How a disposable one is started. */
  readonly disposable: Disposable
}

/** All of them. */
export const liveKinds: readonly LiveKind[] = storeKinds.flatMap(({ name, label }) => {
  const option = options[`../infra/${name}/live-option.ts`]?.option
  const disposable = disposables[`../infra/${name}/live-disposable.ts`]?.disposable
  return option === undefined || disposable === undefined ? [] : [{ name, label, option, disposable }]
})

/** Whether an option has refused what it was given: its message says what is allowed. */
export function isRefusal(error: unknown): error is RangeError {
  return error instanceof RangeError
}
