/** All that the registry knows: what its topic says, record by record. `InMemoryCache` of schema-registry. */
import type { CompatibilityLevel } from '../schemas/compatibility'
import { parseSchema } from '../schemas/parse-schema'
import type { Schema } from '../schemas/schema'
import type { RegistryMode, RegistryRecord, SchemaValue } from './registry-record'

const DEFAULT_LEVEL: CompatibilityLevel = 'BACKWARD'
const DEFAULT_MODE: RegistryMode = 'READWRITE'

export class RegistryState {
  private readonly subjects = new Map<string, Map<number, SchemaValue>>()
  private readonly levels = new Map<string | null, CompatibilityLevel>()
  private readonly modes = new Map<string | null, RegistryMode>()
  private readonly parsed = new Map<string, Schema>()
  private highestId = 0

  /** The highest id that was ever given; 0 before the first. */
  get maxId(): number {
    return this.highestId
  }

  apply(record: RegistryRecord): void {
    switch (record.keytype) {
      case 'SCHEMA':
        this.applySchema(record.subject, record.version, record.value)
        break
      case 'CONFIG':
        setOrDelete(this.levels, record.subject, record.value)
        break
      case 'MODE':
        setOrDelete(this.modes, record.subject, record.value)
        break
      case 'DELETE_SUBJECT':
        for (const version of this.versions(record.subject)) {
          if (version.version <= record.value) this.put({ ...version, deleted: true })
        }
        break
      case 'MAX_ID':
        this.highestId = Math.max(this.highestId, record.value)
        break
      case 'NOOP':
        break
    }
  }

  /** In alphabetical order. */
  subjectNames(isDeletedIncluded: boolean): string[] {
    return [...this.subjects.keys()]
      .filter((subject) => this.versions(subject, isDeletedIncluded).length > 0)
      .toSorted()
  }

  /** Oldest first. */
  versions(subject: string, isDeletedIncluded = true): SchemaValue[] {
    const versions = [...(this.subjects.get(subject)?.values() ?? [])].toSorted((a, b) => a.version - b.version)
    return isDeletedIncluded ? versions : versions.filter(({ deleted }) => !deleted)
  }

  /** Every version of every subject that has an id; by subject. */
  versionsOf(id: number): SchemaValue[] {
    return this.subjectNames(true).flatMap((subject) => this.versions(subject).filter((version) => version.id === id))
  }

  /** Undefined for an id that no schema has, or none any more. */
  textOf(id: number): string | undefined {
    for (const versions of this.subjects.values()) {
      for (const version of versions.values()) if (version.id === id) return version.schema
    }
    return undefined
  }

  /** The id of a text, in whatever subject it is. */
  idOf(text: string): number | undefined {
    for (const versions of this.subjects.values()) {
      for (const version of versions.values()) if (version.schema === text) return version.id
    }
    return undefined
  }

  /** A registered schema, read once. */
  schemaOf({ schema: text }: SchemaValue): Schema {
    const known = this.parsed.get(text)
    if (known !== undefined) return known
    const schema = parseSchema(text)
    this.parsed.set(text, schema)
    return schema
  }

  /** What was set for a subject itself, or, for null, for all that have nothing of their own. */
  ownLevel(subject: string | null): CompatibilityLevel | undefined {
    return this.levels.get(subject)
  }

  /** What holds for a subject. */
  level(subject: string | null): CompatibilityLevel {
    return this.levels.get(subject) ?? this.levels.get(null) ?? DEFAULT_LEVEL
  }

  ownMode(subject: string | null): RegistryMode | undefined {
    return this.modes.get(subject)
  }

  mode(subject: string | null): RegistryMode {
    return this.modes.get(subject) ?? this.modes.get(null) ?? DEFAULT_MODE
  }

  private applySchema(subject: string, version: number, value: SchemaValue | null): void {
    if (value !== null) {
      this.highestId = Math.max(this.highestId, value.id)
      this.put(value)
      return
    }
    const versions = this.subjects.get(subject)
    versions?.delete(version)
    if (versions?.size === 0) this.subjects.delete(subject)
  }

  private put(value: SchemaValue): void {
    const versions = this.subjects.get(value.subject)
    if (versions === undefined) this.subjects.set(value.subject, new Map([[value.version, value]]))
    else versions.set(value.version, value)
  }
}

function setOrDelete<Value>(map: Map<string | null, Value>, key: string | null, value: Value | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}
