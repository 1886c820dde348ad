import { expect, test } from 'vitest'
import { checksumOf, createFiles, FILE_BYTES_MAX, FileError, FILES_MAX } from './files'

test('a file is found by what it is, and nothing by anything else', async () => {
  const files = createFiles()
  const bytes = Uint8Array.of(1, 2, 3)
  const checksum = await files.hold(bytes)
  expect(checksum).toBe('039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81')
  expect(await files.find(checksum)).toEqual(bytes)
  expect(await files.find(checksumOf(Uint8Array.of(1)))).toBeUndefined()
})

test('the one that was brought first goes when there are too many, unless it was brought again', async () => {
  const files = createFiles()
  const [first, second] = [await files.hold(Uint8Array.of(0)), await files.hold(Uint8Array.of(1))]
  for (let each = 2; each < FILES_MAX; each++) await files.hold(Uint8Array.of(each))
  await files.hold(Uint8Array.of(0))
  await files.hold(Uint8Array.of(FILES_MAX))
  expect(await files.find(first)).toBeDefined()
  expect(await files.find(second)).toBeUndefined()
})

test('what is too large is not held', async () => {
  const hold = async () => createFiles().hold(new Uint8Array(FILE_BYTES_MAX + 1))
  await expect(hold()).rejects.toThrow(FileError)
})
