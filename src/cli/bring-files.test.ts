import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checksumOf, createFiles, FILE_BYTES_MAX } from '~/host/files'
import { UsageError } from './argument-reading'
import { bringFiles, withChecksums } from './bring-files'

const folder = mkdtempSync(path.join(tmpdir(), 'bring-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, bytes)
  return file
}

test('files are held, and their names stand for their checksums', async () => {
  const files = createFiles()
  const bytes = Uint8Array.of(1, 2, 3)
  const named = await bringFiles([fileOf('my.wasm', bytes)], files)
  const checksum = checksumOf(bytes)
  expect(await files.find(checksum)).toEqual(bytes)
  expect(withChecksums('keep:box=my.wasm@7000', named)).toBe(`keep:box=${checksum}@7000`)
  for (const other of ['keep:box=other.wasm@7000', 'crash:box@1', 'say:box=a=my.wasm@1'])
    expect(withChecksums(other, named)).toBe(other)
})

test('what cannot be read, is too large or has the name of another is said', async () => {
  const bring = (...files: readonly string[]) => bringFiles(files, createFiles())
  await expect(bring(path.join(folder, 'none.wasm'))).rejects.toThrow(UsageError)
  await expect(bring(fileOf('large.wasm', new Uint8Array(FILE_BYTES_MAX + 1)))).rejects.toThrow(/at most 1048576/)
  const twice = fileOf('twice.wasm', Uint8Array.of(1))
  await expect(bring(twice, twice)).rejects.toThrow(/two files are called "twice.wasm"/)
})
