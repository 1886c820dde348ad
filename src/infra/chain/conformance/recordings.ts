/** What a real wasmd answered to the operations of a stock client, as it was recorded. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Exchange } from './session'

export interface Recording {
  /** What the client threw, if it did. */
  readonly error?: string
  readonly exchanges: readonly Exchange[]
}

/** Tests run in the root of the project. */
const FOLDER = path.resolve('src/infra/chain/conformance/recorded')
/** Who signed them. */
export const RECORDED_SIGNER = 'terra1pkptre7fdkl6gfrzlesjjvhxhlc3r4gmajarj6'

/** The recording of an operation. */
export function recordingOf(operation: string): Recording {
  return JSON.parse(readFileSync(path.join(FOLDER, `${operation}.json`), 'utf8')) as Recording
}
