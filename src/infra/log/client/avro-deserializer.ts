/** The bytes of records as values, by schemas of the registry: `KafkaAvroDeserializer` of Confluent's client. */
import { RegistryError, type SchemaRegistry } from '../port/registry'
import { AvroError } from '../schemas/avro-error'
import { AvroDecoder } from '../schemas/decode'
import { parseSchema } from '../schemas/parse-schema'
import type { Schema } from '../schemas/schema'
import { type FramedMessage, readFrame } from '../schemas/wire'
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
  /** Those of them that are there. */
  private readonly ready = new Map<number, AvroDecoder>()

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
    const frame = frameOf(bytes)
    return decoded(await this.decoderOf(frame.schemaId), bytes, frame)
  }

  /**
   * The same without a wait; undefined if the registry is to be asked for the schema first.
   * @throws {SerializationError} if these bytes will never be a value
   */
  deserializeNow(bytes: Uint8Array): DecodedValue | undefined {
    const frame = frameOf(bytes)
    const decoder = this.ready.get(frame.schemaId)
    return decoder === undefined ? undefined : decoded(decoder, bytes, frame)
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
      const decoder = new AvroDecoder(writer, this.reader ?? writer)
      this.ready.set(id, decoder)
      return decoder
    } catch (error) {
      if (error instanceof AvroError) throw new SerializationError('invalid-schema', error.message, { cause: error })
      if (!(error instanceof RegistryError) || error.status !== 404) throw error
      throw new SerializationError('unknown-schema', `schema ${id}: ${error.message}`, { cause: error })
    }
  }
}

function decoded(decoder: AvroDecoder, bytes: Uint8Array, { schemaId, valueStart }: FramedMessage): DecodedValue {
  try {
    return { value: decoder.decode(bytes, valueStart), schemaId }
  } catch (error) {
    if (!(error instanceof AvroError)) throw error
    const problem = error.problem === 'unresolvable' ? 'unresolvable' : 'malformed-data'
    throw new SerializationError(problem, error.message, { cause: error })
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
