/**
 * Kafka's protocol without any client: for asking a broker whether it is there, and for its very bytes. Only what has no tagged
 * fields is spoken, so that nothing needs a library.
 */
import { connect } from 'node:net'
import { ByteReader } from '../bytes/byte-reader'
import { ByteWriter } from '../bytes/byte-writer'
import { writeString } from '../groups/kafka-strings'

const API_VERSIONS = 18
const FETCH = 1
const FETCH_VERSION = 4
const BYTES_MAX = 10_000_000
const ANSWER_TIMEOUT_MS = 10_000

/** Whether something at this address speaks Kafka by now. */
export async function answersApiVersions(host: string, port: number): Promise<boolean> {
  try {
    const answer = await ask(host, port, API_VERSIONS, 0, () => {})
    return answer.int16() === 0
  } catch {
    return false
  }
}

/** The batches of a partition from an offset, byte for byte as its leader has them. @throws Error if that is another broker */
export async function fetchBytes(
  host: string,
  port: number,
  { topic, partition, offset = 0 }: { readonly topic: string; readonly partition: number; readonly offset?: number },
): Promise<Uint8Array> {
  const answer = await ask(host, port, FETCH, FETCH_VERSION, (writer) => {
    writer.int32(-1)
    writer.int32(0)
    writer.int32(0)
    writer.int32(BYTES_MAX)
    writer.int8(0)
    writer.int32(1)
    writeString(writer, topic)
    writer.int32(1)
    writer.int32(partition)
    writer.int64(offset)
    writer.int32(BYTES_MAX)
  })
  // The time it was held back, one topic, its name, one partition, its number.
  answer.skip(4 + 4)
  answer.skip(answer.int16())
  answer.skip(4 + 4)
  const error = answer.int16()
  if (error !== 0) throw new Error(`the broker answered the fetch with error ${error}`)
  answer.skip(8 + 8)
  const aborted = answer.int32()
  if (aborted > 0) answer.skip(aborted * 16)
  return answer.take(Math.max(0, answer.int32()))
}

/** One request on a socket of its own; what follows the correlation id of its answer. */
function ask(
  host: string,
  port: number,
  key: number,
  version: number,
  write: (writer: ByteWriter) => void,
): Promise<ByteReader> {
  const body = new ByteWriter(256)
  body.int16(key)
  body.int16(version)
  body.int32(1)
  writeString(body, 'raw')
  write(body)
  const bytes = body.copy()
  const frame = Buffer.alloc(4 + bytes.length)
  frame.writeInt32BE(bytes.length)
  frame.set(bytes, 4)
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    let read = Buffer.alloc(0)
    const finish = (end: () => void) => {
      socket.destroy()
      end()
    }
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish(() => reject(new Error(`${host}:${port} says nothing`))))
    socket.on('error', (error) => finish(() => reject(error)))
    socket.on('close', () => reject(new Error(`${host}:${port} closed the connection`)))
    socket.on('connect', () => socket.write(frame))
    socket.on('data', (data) => {
      read = Buffer.concat([read, data])
      if (read.length < 4 || read.length < 4 + read.readInt32BE(0)) return
      finish(() => resolve(new ByteReader(read, 8)))
    })
  })
}
