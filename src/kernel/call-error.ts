/** Why a call across an arrow failed, and whether the caller can know that nothing was done. */

/**
 * - `refused`: nothing listens (the box is down). Definite.
 * - `overloaded`: a full queue turned the call away. Definite.
 * - `rejected`: the callee said no, or an injected error answered instead of it. Definite.
 * - `timeout`: no answer in time. The work may be done, or may still be done. Indefinite.
 * - `reset`: the callee died while it worked. Indefinite.
 */
export type CallErrorCode = 'refused' | 'overloaded' | 'rejected' | 'timeout' | 'reset'

const DEFINITE: Record<CallErrorCode, boolean> = {
  refused: true,
  overloaded: true,
  rejected: true,
  timeout: false,
  reset: false,
}

/** A failed call. `definite` is true when the work was certainly not done (as in Maelstrom's error catalogue). */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly code: CallErrorCode
  readonly definite: boolean

  constructor(code: CallErrorCode, message: string) {
    super(message)
    this.code = code
    this.definite = DEFINITE[code]
  }
}

/** True for a failure that came over an arrow, as opposed to a defect in the code. */
export function isCallError(error: unknown): error is CallError {
  return error instanceof CallError
}
