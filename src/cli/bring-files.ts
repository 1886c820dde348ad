/** Files for the actions of a run. An action names one by its SHA-256; on the command line, the name of the file stands for that. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { FileError, type FileStore } from '~/host/files'
import { clip, UsageError } from './argument-reading'

/**
 * Has files held, and gives their checksums by their names without folders.
 * @throws {UsageError} if one cannot be read, is too large, or two have the same name
 */
export async function bringFiles(
  files: readonly string[],
  store: Pick<FileStore, 'hold'>,
): Promise<ReadonlyMap<string, string>> {
  const named = new Map<string, string>()
  for (const file of files) {
    const name = path.basename(file)
    if (named.has(name)) throw new UsageError(`--file: two files are called "${clip(name)}".`)
    try {
      named.set(name, await store.hold(new Uint8Array(await readFile(file))))
    } catch (error) {
      if (!(error instanceof FileError) && (error as NodeJS.ErrnoException).code === undefined) throw error
      throw new UsageError(`--file cannot take "${clip(file)}": ${(error as Error).message}.`)
    }
  }
  return named
}

/** An action as written, with the checksum of a file in the place of its name. */
export function withChecksums(action: string, named: ReadonlyMap<string, string>): string {
  const match = /^([^=]*=)([^@]*)(@[^@]*)$/.exec(action)
  const checksum = match === null ? undefined : named.get(match[2]!)
  return checksum === undefined ? action : match![1]! + checksum + match![3]!
}
