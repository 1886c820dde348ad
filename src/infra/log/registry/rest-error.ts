/** What the registry answers when it says no: codes and words of Confluent's (`Errors` and the exceptions beside it in schema-registry). */
import type { RegistryResponse } from '../protocol/registry-api'

const FORMS = {
  subjectNotFound: [404, 40_401, (subject: string) => `Subject '${subject}' not found.`],
  versionNotFound: [404, 40_402, (version: string) => `Version ${version} not found.`],
  schemaNotFound: [404, 40_403, (id: string) => (id === '' ? 'Schema not found' : `Schema ${id} not found`)],
  subjectSoftDeleted: [
    404,
    40_404,
    (subject: string) => `Subject '${subject}' was soft deleted.Set permanent=true to delete permanently`,
  ],
  subjectNotSoftDeleted: [
    404,
    40_405,
    (subject: string) => `Subject '${subject}' was not deleted first before being permanently deleted`,
  ],
  versionSoftDeleted: [
    404,
    40_406,
    (version: string) => `${version} was soft deleted.Set permanent=true to delete permanently`,
  ],
  versionNotSoftDeleted: [
    404,
    40_407,
    (version: string) => `${version} was not deleted first before being permanently deleted`,
  ],
  levelNotConfigured: [
    404,
    40_408,
    (subject: string) => `Subject '${subject}' does not have subject-level compatibility configured`,
  ],
  modeNotConfigured: [
    404,
    40_409,
    (subject: string) => `Subject '${subject}' does not have subject-level mode configured`,
  ],
  notFound: [404, 404, () => 'HTTP 404 Not Found'],
  methodNotAllowed: [405, 405, () => 'HTTP 405 Method Not Allowed'],
  /** Newer releases say 40901. */
  incompatible: [409, 409, (details: string) => details],
  invalidSchema: [422, 42_201, (details: string) => `Invalid schema of type AVRO, details: ${details}`],
  invalidVersion: [
    422,
    42_202,
    (version: string) =>
      `The specified version '${version}' is not a valid version id. ` +
      'Allowed values are between [1, 2^31-1] and the string "latest"',
  ],
  invalidLevel: [
    422,
    42_203,
    () =>
      'Invalid compatibility level. Valid values are none, backward, forward, full, ' +
      'backward_transitive, forward_transitive, and full_transitive',
  ],
  invalidMode: [422, 42_204, () => 'Invalid mode. Valid values are READWRITE, READONLY'],
  readOnly: [422, 42_205, (subject: string) => `Subject ${subject} is in read-only mode`],
  invalidSubject: [422, 42_208, (subject: string) => `The specified subject '${subject}' is not a valid.`],
  store: [500, 50_001, (operation: string) => `${operation} failed while writing to the Kafka store`],
  timeout: [500, 50_002, (operation: string) => `${operation} timed out`],
  forwarding: [500, 50_003, () => 'Error while forwarding the request to the leader'],
  unknownLeader: [500, 50_004, () => 'Leader not known.'],
} as const satisfies Readonly<Record<string, readonly [number, number, (about: string) => string]>>

export type RestErrorForm = keyof typeof FORMS

/** Ends the work on a request with an answer. */
export class RestError extends Error {
  readonly response: RegistryResponse

  /** @param about what the message names: a subject, a version, an operation */
  constructor(form: RestErrorForm, about = '') {
    const [status, code, message] = FORMS[form]
    super(message(about))
    this.response = { status, body: { error_code: code, message: this.message } }
  }
}
