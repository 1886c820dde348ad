/** Lines of text in a packed file that may be hostile. */
import { Gunzip } from 'fflate'
import { RECORDING_BYTES_MAX } from './recording-limit'

/** What may come out of a file, in bytes. */
const UNPACKED_BYTES_MAX = 768 * 1024 * 1024
const LINE_LENGTH_MAX = 16_000_000
const CHUNK_BYTES = 64 * 1024

/** A file is no recording, or not one of this site. The message says what is wrong with it. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
}

/** Reads a part of a recording. @throws {RecordingError} naming the part, and what is wrong with it */
export function asRead<Read>(what: string, read: () => Read): Read {
  try {
    return read()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new RecordingError(`${what} cannot be read: ${why.slice(0, 200)}`, { cause: error })
  }
}

/** The lines of a packed file, unpacked piece by piece, so that a small file cannot fill the memory. */
export function* linesOf(bytes: Uint8Array): Generator<string, void> {
  if (bytes.length > RECORDING_BYTES_MAX) {
    throw new RecordingError(`the file has ${bytes.length} bytes; at most ${RECORDING_BYTES_MAX} are read`)
  }
  const pieces: Uint8Array[] = []
  let isEnded = false
  const unpack = new Gunzip((piece, isLast) => {
    pieces.push(piece)
    isEnded ||= isLast
  })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let unpackedBytes = 0
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const end = Math.min(at + CHUNK_BYTES, bytes.length)
    asRead('the file', () => unpack.push(bytes.subarray(at, end), end === bytes.length))
    for (const piece of pieces.splice(0)) {
      unpackedBytes += piece.length
      if (unpackedBytes > UNPACKED_BYTES_MAX) throw new RecordingError('the file holds more than a recording may')
      rest += asRead('the file', () => decoder.decode(piece, { stream: true }))
    }
    const lines = rest.split('\n')
    rest = lines.pop()!
    if (rest.length > LINE_LENGTH_MAX) throw new RecordingError('a line of the recording is too long')
    yield* lines
  }
  if (!isEnded || rest !== '') throw new RecordingError('the recording is cut off')
}
