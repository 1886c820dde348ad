/**
 * Whether a new version of a schema may join the older ones, at the seven levels of Confluent's registry and in its words. The check
 * is the decoder's own rule: compatible is what can be decoded, whatever the data ({@link resolve}).
 */
import { type Incompatibility, resolve } from './resolution'
import { type Schema } from './schema'

/** BACKWARD: the new schema reads data of the old one. FORWARD: the old one reads data of the new. FULL: both. */
export const COMPATIBILITY_LEVELS = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const

export type CompatibilityLevel = (typeof COMPATIBILITY_LEVELS)[number]

export interface CompatibilityProblem extends Incompatibility {
  /** Which of the two schemas is the reader's, and cannot read what the other one writes. */
  readonly reader: 'new' | 'old'
  /** As the registry says it. */
  readonly description: string
}

export interface Verdict {
  readonly isCompatible: boolean
  readonly problems: readonly CompatibilityProblem[]
  /** The index of the version that the problems are with, or null if there are none. */
  readonly against: number | null
}

const COMPATIBLE: Verdict = { isCompatible: true, problems: [], against: null }

/**
 * @param versions what is registered, oldest first. Without TRANSITIVE only the last one counts; with it, the newest that does not
 *   fit is the one the verdict is about.
 */
export function checkCompatibility(level: CompatibilityLevel, next: Schema, versions: readonly Schema[]): Verdict {
  if (level === 'NONE') return COMPATIBLE
  const isTransitive = level.endsWith('_TRANSITIVE')
  const oldest = isTransitive ? 0 : Math.max(0, versions.length - 1)
  for (let index = versions.length - 1; index >= oldest; index -= 1) {
    const problems = problemsBetween(level, next, versions[index]!)
    if (problems.length > 0) return { isCompatible: false, problems, against: index }
  }
  return COMPATIBLE
}

/** A problem as the registry puts it into the message of its error 409. */
export function problemAsText({ reason, description, detail }: CompatibilityProblem): string {
  return `{errorType:'${reason}', description:'${description}', additionalInfo:'${detail}'}`
}

function problemsBetween(level: CompatibilityLevel, next: Schema, old: Schema): CompatibilityProblem[] {
  const backward = level.startsWith('FORWARD') ? [] : resolve(old, next).incompatibilities
  const forward = level.startsWith('BACKWARD') ? [] : resolve(next, old).incompatibilities
  return [
    ...backward.map((each) => ({ ...each, reader: 'new' as const, description: describe(each, 'new', 'old') })),
    ...forward.map((each) => ({ ...each, reader: 'old' as const, description: describe(each, 'old', 'new') })),
  ]
}

function describe({ reason, path, detail }: Incompatibility, reader: string, writer: string): string {
  switch (reason) {
    case 'FIXED_SIZE_MISMATCH':
      return `The size of FIXED type field at path '${path}' in the ${reader} schema does not match with the ${writer} schema`
    case 'TYPE_MISMATCH':
      return `The type (path '${path}') of a field in the ${reader} schema does not match with the ${writer} schema`
    case 'NAME_MISMATCH':
      return `The name of the schema has changed (path '${path}')`
    case 'MISSING_ENUM_SYMBOLS':
      return `The ${reader} schema is missing enum symbols '${detail}' at path '${path}' in the ${writer} schema`
    case 'MISSING_UNION_BRANCH':
      return `The ${reader} schema is missing a type inside a union field at path '${path}' in the ${writer} schema`
    case 'READER_FIELD_MISSING_DEFAULT_VALUE':
      return `The field '${detail}' at path '${path}' in the ${reader} schema has no default value and is missing in the ${writer} schema`
  }
}
