/** The bytes of records as values, by schemas of the registry: `KafkaAvroDeserializer` of Confluent's client. */
import { RegistryError, type SchemaRegistry } from '../port/registry'
import { AvroError } from '../schemas/avro-error'
import { AvroDecoder } from '../schemas/decode'
import { parseSchema } from '../schemas/parse-schema'
import type { Schema } from '../schemas/schema'
import { readFrame } from '../schemas/wire'
import { SerializationError } from './serialization-error'

/** A value, and the id of the schema it was written by. */
export interface DecodedValue {
  readonly value: unknown
  readonly schemaId: number
}

export class AvroDeserializer {
  private readonly registry: SchemaRegistry
  private readonly reader: Schema | null
  /** By the id of the writer's schema. Those that failed are not kept. */
  private readonly decoders = new Map<number, Promise<AvroDecoder>>()

  /**
   * @param reader the schema that values are wanted in; without one they are as they were written
   * @throws {AvroError} if the reader is no schema
   */
  constructor(registry: SchemaRegistry, reader?: string) {
    this.registry = registry
    this.reader = reader === undefined ? null : parseSchema(reader)
  }

  /**
   * The value of a record; null for a tombstone, which has no schema and asks nobody. The registry is asked once for each id.
   * @throws {SerializationError} if these bytes will never be a value
   * @throws what `isRegistryOutage` knows, if the registry cannot be asked now
   */
  async deserialize(bytes: Uint8Array | null): Promise<DecodedValue | null> {
    if (bytes === null) return null
    const { schemaId, valueStart } = frameOf(bytes)
    const decoder = await this.decoderOf(schemaId)
    try {
      return { value: decoder.decode(bytes, valueStart), schemaId }
    } catch (error) {
      if (!(error instanceof AvroError)) throw error
      const problem = error.problem === 'unresolvable' ? 'unresolvable' : 'malformed-data'
      throw new SerializationError(problem, error.message, { cause: error })
    }
  }

  private decoderOf(id: number): Promise<AvroDecoder> {
    const known = this.decoders.get(id)
    if (known !== undefined) return known
    const asking = this.askFor(id)
    this.decoders.set(id, asking)
    asking.catch(() => this.decoders.delete(id))
    return asking
  }

  private async askFor(id: number): Promise<AvroDecoder> {
    try {
      const writer = parseSchema(await this.registry.schemaById(id))
      return new AvroDecoder(writer, this.reader ?? writer)
    } catch (error) {
      if (error instanceof AvroError) throw new SerializationError('invalid-schema', error.message, { cause: error })
      if (!(error instanceof RegistryError) || error.status !== 404) throw error
      throw new SerializationError('unknown-schema', `schema ${id}: ${error.message}`, { cause: error })
    }
  }
}

function frameOf(bytes: Uint8Array) {
  try {
    return readFrame(bytes)
  } catch (error) {
    if (!(error instanceof AvroError)) throw error
    throw new SerializationError('framing', error.message, { cause: error })
  }
}
