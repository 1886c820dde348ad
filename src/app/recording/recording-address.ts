/** The recording that an address names: `?recording=<file of the same site>`, or the one that was dropped last. */
import { base64Of } from '../base64'
import { keptRecording } from './kept-recording'

/** Stands in an address for the one that was dropped. */
export const DROPPED = 'dropped'
/** The key in an address. */
export const RECORDING_KEY = 'recording'
/** The largest file that is fetched, in bytes: the engine reads no larger one. */
export const RECORDING_BYTES_MAX = 64 * 1024 * 1024
const NAME_LENGTH_MAX = 500

/** What an address names; null if it names none. */
export function recordingNamed(search: string): string | null {
  return new URLSearchParams(search).get(RECORDING_KEY)
}

/**
 * The file that a name stands for, in base 64.
 * @throws Error naming what is wrong with the name or the file
 */
export async function fetchRecording(name: string): Promise<string> {
  if (name === DROPPED) {
    const kept = await keptRecording().catch(() => null)
    if (kept === null) throw new Error('the recording is not here any more: drop its file on the page again')
    return base64Of(kept)
  }
  const url = urlOf(name)
  const response = await fetch(url)
  if (!response.ok) throw new Error(`there is no recording at ${url.pathname} (${response.status})`)
  return base64Of(await bytesOf(response))
}

/** @throws Error if it is no file of this site */
export function urlOf(name: string, base: string = location.href): URL {
  const url = name.length > NAME_LENGTH_MAX ? null : URL.parse(name, base)
  if (url === null || url.origin !== new URL(base).origin) {
    throw new Error(`a recording is a file of the same site, not “${name.slice(0, 80)}”`)
  }
  return url
}

async function bytesOf({ body }: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    length += next.value.length
    if (length > RECORDING_BYTES_MAX) {
      await reader?.cancel()
      throw new Error(`the recording is larger than ${RECORDING_BYTES_MAX.toLocaleString('en')} bytes`)
    }
    pieces.push(next.value)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
