/** Files that somebody has brought for the acts of runs, as long as this process lives; a browser keeps them longer (`files-browser.ts`). */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '@scure/base'
import type { FindFile } from '~/kernel/files'

/** The largest file that is held, in bytes. What a verb takes may be less. */
export const FILE_BYTES_MAX = 1024 * 1024
/** So many are held; the one that was brought first goes first. */
export const FILES_MAX = 24

/** A file that cannot be held: it is too large. */
export class FileError extends Error {
  override readonly name = 'FileError'
}

/** Files by what they are. */
export interface FileStore {
  /** Holds a file, and gives its SHA-256 in hexadecimal. @throws {FileError} if it is too large */
  hold(bytes: Uint8Array): Promise<string>
  readonly find: FindFile
}

/** SHA-256 in hexadecimal. */
export function checksumOf(bytes: Uint8Array): string {
  return hex.encode(sha256(bytes))
}

/** The checksum of a file that may be held. @throws {FileError} */
export function checkFile(bytes: Uint8Array): string {
  if (bytes.length <= FILE_BYTES_MAX) return checksumOf(bytes)
  throw new FileError(`the file has ${bytes.length} bytes: at most ${FILE_BYTES_MAX} are held`)
}

/** A store in memory. */
export function createFiles(): FileStore {
  const held = new Map<string, Uint8Array>()
  return {
    hold(bytes) {
      const checksum = checkFile(bytes)
      held.delete(checksum)
      held.set(checksum, bytes)
      if (held.size > FILES_MAX) held.delete(held.keys().next().value!)
      return Promise.resolve(checksum)
    },
    find: (checksum) => Promise.resolve(held.get(checksum)),
  }
}
