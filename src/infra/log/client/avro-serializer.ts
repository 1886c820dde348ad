/** Values as the bytes of records, by schemas of the registry: `KafkaAvroSerializer` of Confluent's client. */
import { type RegisteredSchema, RegistryError, type SchemaRegistry } from '../port/registry'
import { AvroError } from '../schemas/avro-error'
import { parseSchema } from '../schemas/parse-schema'
import { resolve } from '../schemas/resolution'
import type { Schema } from '../schemas/schema'
import { encodeFramed } from '../schemas/wire'
import { SerializationError } from './serialization-error'

/** Names and defaults of `AbstractKafkaSchemaSerDeConfig`. */
export interface AvroSerializerOptions {
  /** `auto.register.schemas`: registers what it has not seen. Otherwise the registry must have it. Default true. */
  readonly isAutoRegister?: boolean
  /**
   * `use.latest.version`: writes by the latest version of the subject, whatever schema it is given, if that version can read what
   * the given one writes (`latest.compatibility.strict`). It stays at the version that it found first
   * (`latest.cache.ttl.sec` -1). Has an effect only without {@link isAutoRegister}. Default false.
   */
  readonly isLatestUsed?: boolean
}

/** By which schema a value is written. */
interface Writer {
  readonly id: number
  readonly schema: Schema
}

export class AvroSerializer {
  private readonly registry: SchemaRegistry
  private readonly isAutoRegister: boolean
  private readonly isLatestUsed: boolean
  /** By subject and text. Those that failed are not kept. */
  private readonly writers = new Map<string, Map<string, Promise<Writer>>>()

  constructor(registry: SchemaRegistry, { isAutoRegister = true, isLatestUsed = false }: AvroSerializerOptions = {}) {
    this.registry = registry
    this.isAutoRegister = isAutoRegister
    this.isLatestUsed = isLatestUsed
  }

  /**
   * The bytes of a value, or null for a tombstone, which asks nobody. The registry is asked once for each subject and schema.
   * @param subject by custom `<topic>-value`
   * @throws {SerializationError} if the value does not fit, or the registry does not have what it must
   * @throws {RegistryError} 409 and what else it refuses; with an outage, what `isRegistryOutage` knows
   */
  async serialize(subject: string, schemaText: string, value: unknown): Promise<Uint8Array | null> {
    if (value === null) return null
    const { id, schema } = await this.writerOf(subject, schemaText)
    try {
      return encodeFramed(id, schema, value)
    } catch (error) {
      if (!(error instanceof AvroError)) throw error
      throw new SerializationError('invalid-value', error.message, { cause: error })
    }
  }

  /** Has a schema registered or looked up before the first value comes. */
  async prepare(subject: string, schemaText: string): Promise<void> {
    await this.writerOf(subject, schemaText)
  }

  private writerOf(subject: string, text: string): Promise<Writer> {
    let writers = this.writers.get(subject)
    if (writers === undefined) {
      writers = new Map()
      this.writers.set(subject, writers)
    }
    const known = writers.get(text)
    if (known !== undefined) return known
    const asking = this.askFor(subject, text)
    writers.set(text, asking)
    asking.catch(() => writers.delete(text))
    return asking
  }

  private async askFor(subject: string, text: string): Promise<Writer> {
    const schema = parsed(text)
    if (this.isAutoRegister) return { id: await this.registry.register(subject, text), schema }
    const { id, schema: found } = await this.find(subject, text)
    if (!this.isLatestUsed) return { id, schema }
    const latest = parsed(found)
    const [clash] = resolve(schema, latest).incompatibilities
    if (clash === undefined) return { id, schema: latest }
    throw new SerializationError(
      'unresolvable',
      `the latest schema of ${subject} cannot read what is written: ${clash.reason} at ${clash.path}: ${clash.detail}`,
    )
  }

  private async find(subject: string, text: string): Promise<RegisteredSchema> {
    try {
      return await (this.isLatestUsed ? this.registry.latest(subject) : this.registry.lookup(subject, text))
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status !== 404) throw error
      throw new SerializationError('unknown-schema', `${subject}: ${error.message}`, { cause: error })
    }
  }
}

function parsed(text: string): Schema {
  try {
    return parseSchema(text)
  } catch (error) {
    if (!(error instanceof AvroError)) throw error
    throw new SerializationError('invalid-schema', error.message, { cause: error })
  }
}
