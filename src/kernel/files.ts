/**
 * Files that acts of a run name. A run is its address, and a file is too large for one: the act holds the SHA-256 of the file, and the
 * host has the bytes. The same run is the same wherever the file is; where it is not, the run does not begin.
 */
import type { Action, Vocabulary } from './action'
import { filesWanted } from './wanted-file'

/** A file that somebody would have to bring: the message says which. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError'
}

/** Where a host has files: by their checksum, which it has verified; undefined if it does not have that one. */
export type FindFile = (checksum: string) => Promise<Uint8Array | undefined>

/** The files of one run. They are fetched before they are needed, so that what runs finds them at once. */
export class RunFiles {
  private readonly vocabulary: Vocabulary
  private readonly find: FindFile
  private readonly found = new Map<string, Uint8Array>()

  constructor(vocabulary: Vocabulary, find: FindFile = () => Promise.resolve(undefined)) {
    this.vocabulary = vocabulary
    this.find = find
  }

  /** Gets the files that these acts name. @throws {MissingFileError} for the first that the host does not have, or that is too large */
  async fetch(actions: readonly Action[]): Promise<this> {
    for (const { checksum, suffix, bytesMax } of filesWanted(this.vocabulary, actions)) {
      if (this.found.has(checksum)) continue
      const bytes = await this.find(checksum)
      if (bytes === undefined) {
        throw new MissingFileError(
          `this run wants a ${suffix} file that is not here: the one whose SHA-256 is ${checksum}`,
        )
      }
      if (bytes.length > bytesMax) {
        throw new MissingFileError(
          `the ${suffix} file ${checksum} has ${bytes.length} bytes: at most ${bytesMax} are taken`,
        )
      }
      this.found.set(checksum, bytes)
    }
    return this
  }

  /** The bytes of a file that was fetched. */
  readonly get = (checksum: string): Uint8Array | undefined => this.found.get(checksum)
}
