/** What can be wrong with how a chain does transactions. */
import { AppError, ERRORS } from './errors'

export interface ApplicationFaults {
  /** So many times the gas is charged for everything. A whole number. */
  gasFactor: number
  /** Every contract that is called panics at its end. */
  panics: boolean
}

export function noApplicationFaults(): ApplicationFaults {
  return { gasFactor: 1, panics: false }
}

/** What a contract ends with that unwraps what is not there. */
const PANIC = 'the contract aborted: panicked at src/contract.rs:1:1:\ncalled `Option::unwrap()` on a `None` value'

/** @throws {AppError} VM error, if contracts panic */
export function panicIfAny({ panics }: ApplicationFaults): void {
  if (panics) throw new AppError(ERRORS.vmError, `Error calling the VM: ${PANIC}`)
}
