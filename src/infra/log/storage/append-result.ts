/** What became of a batch that was to be appended. */
import type { ErrorName } from '../protocol/error-code'

export interface AppendResult {
  readonly error: ErrorName
  readonly message?: string
  /** -1 with an error. A duplicate has the offsets of its first append. */
  readonly baseOffset: number
  readonly lastOffset: number
  /** In ms; with LogAppendTime, or of a duplicate's first append. Otherwise -1. */
  readonly logAppendTimeMs: number
  readonly isDuplicate: boolean
}

/** Nothing was appended. */
export function refused(error: ErrorName, message: string): AppendResult {
  return { error, message, baseOffset: -1, lastOffset: -1, logAppendTimeMs: -1, isDuplicate: false }
}
