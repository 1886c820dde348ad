/**
 * The schema registry of the port: which schemas the values of a topic have had, under which ids, and what may join them. The
 * vocabulary is Confluent's; a subject is by custom `<topic>-value`.
 */
import { StoreError } from '~/kernel/store-error'
import type { CompatibilityLevel } from '../schemas/compatibility'

/** A schema as a version of a subject. */
export interface RegisteredSchema {
  readonly subject: string
  /** Counts within the subject, from 1 on; it begins anew only after the whole subject was deleted for good. */
  readonly version: number
  /** Of the text: the same in every subject that has it, and never another's. */
  readonly id: number
  readonly schema: string
}

/** Whether a schema could be registered, and where it clashes. */
export interface CompatibilityCheck {
  readonly isCompatible: boolean
  /** Each names the field. Empty if it is compatible. */
  readonly messages: readonly string[]
}

/** What is deleted stays readable by its id, until it is deleted for good. */
export interface Deletion {
  /** `permanent`: only what is deleted already can be deleted for good. Default false. */
  readonly isPermanent?: boolean
}

/**
 * A registry. Every method tries again what may be tried again, so often as its client is told, and then throws what came last:
 * {@link RegistryError} if the registry said no, a `CallError` if nobody answered.
 */
export interface SchemaRegistry {
  /**
   * Gives the id of a schema, a new one if it is new to the registry. The same again does nothing.
   * @throws {RegistryError} 409 if it may not join the subject's versions; 42201 if the text is no schema
   */
  register(subject: string, schemaText: string): Promise<number>
  /** The version that has this text. @throws {RegistryError} 40401, 40403 */
  lookup(subject: string, schemaText: string): Promise<RegisteredSchema>
  /** Also where every version with it is deleted, but not for good. @throws {RegistryError} 40403 */
  schemaById(id: number): Promise<string>
  /** @throws {RegistryError} 40401 */
  latest(subject: string): Promise<RegisteredSchema>
  /** @throws {RegistryError} 40401, 40402 */
  version(subject: string, version: number): Promise<RegisteredSchema>
  /** @throws {RegistryError} 40401 */
  versions(subject: string): Promise<readonly number[]>
  subjects(): Promise<readonly string[]>
  /** What {@link register} would say of a schema, by the level that holds for the subject. A text that is no schema fits nowhere. */
  check(subject: string, schemaText: string): Promise<CompatibilityCheck>
  /** For one subject, or, without one, for all that have none of their own. @throws {RegistryError} 42203 */
  setCompatibility(level: CompatibilityLevel, subject?: string): Promise<void>
  /** The level that holds for a subject, or for all that have none of their own. */
  compatibility(subject?: string): Promise<CompatibilityLevel>
  /** The versions that are gone. @throws {RegistryError} 40401, 40404, 40405 */
  deleteSubject(subject: string, deletion?: Deletion): Promise<readonly number[]>
  /** @throws {RegistryError} 40401, 40402, 40406, 40407 */
  deleteVersion(subject: string, version: number, deletion?: Deletion): Promise<number>
}

/** The registry said no. */
export class RegistryError extends StoreError {
  override readonly name = 'RegistryError'
  /** Of HTTP. */
  readonly status: number
  /** `error_code` of the body, of Confluent's: 409, 40401, 42201, 50002 and so on. */
  readonly code: number

  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  /** True if the same request may succeed later: `RestService.isRetriable`. */
  get isRetriable(): boolean {
    return this.status === 429 || this.status >= 500
  }

  /** As it stands in a trace. */
  toJSON(): { readonly status: number; readonly code: number } {
    return { status: this.status, code: this.code }
  }
}
