import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader, BytesError } from './byte-reader'
import { varintSize, varlongSize } from './byte-size'
import { ByteWriter } from './byte-writer'
import { utf8Length } from './utf8'

const seed = 1302

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(1)
  write(writer)
  return writer.copy()
}

function problemOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (error instanceof BytesError) return `${error.problem} at ${error.offset}`
    throw error
  }
  return 'none'
}

describe('numbers', () => {
  test.each([
    [0, [0]],
    [-1, [1]],
    [1, [2]],
    [63, [126]],
    [-64, [127]],
    [64, [128, 1]],
    [-2147483648, [255, 255, 255, 255, 15]],
    [2147483648, [128, 128, 128, 128, 16]],
    [-(2 ** 53) + 1, [253, 255, 255, 255, 255, 255, 255, 31]],
    [2n ** 63n - 1n, [254, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
    [-(2n ** 63n), [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
  ])('%s is a varint of known bytes', (value, bytes) => {
    expect([...written((writer) => writer.varlong(value))]).toEqual(bytes)
    expect(new ByteReader(Uint8Array.from(bytes)).varlong()).toBe(value)
  })

  test('a 32-bit varint comes back, and its size is known', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const bytes = written((writer) => writer.varint(value))
        expect(bytes.length).toBe(varintSize(value))
        expect(new ByteReader(bytes).varint()).toBe(value)
      }),
      { seed },
    )
  })

  test('a 64-bit varint comes back, as a number where a double holds it', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.nat(63), (wide, shift) => {
        const value = wide >> BigInt(shift)
        const bytes = written((writer) => writer.varlong(value))
        const isSafe = Number.isSafeInteger(Number(value))
        expect(new ByteReader(bytes).varlong()).toBe(isSafe ? Number(value) : value)
        if (!isSafe) return
        expect(written((writer) => writer.varlong(Number(value)))).toEqual(bytes)
        expect(bytes.length).toBe(varlongSize(Number(value)))
      }),
      { seed, numRuns: 500 },
    )
  })

  test('a fixed 64-bit number comes back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = written((writer) => writer.int64(value))
        expect(bytes).toEqual(written((writer) => writer.int64(BigInt(value))))
        expect(new ByteReader(bytes).safeInt64()).toBe(value)
        expect(new ByteReader(bytes).int64()).toBe(BigInt(value))
      }),
      { seed },
    )
  })

  test('smaller numbers and floats come back', () => {
    const bytes = written((writer) => {
      writer.int8(-2)
      writer.int8(200)
      writer.int16(-300)
      writer.int32(-70_000)
      writer.int32(0xffff_0000)
      writer.float32(1.5)
      writer.float64(Math.PI)
    })
    const reader = new ByteReader(bytes)
    expect([reader.int8(), reader.uint8(), reader.int16(), reader.int32(), reader.uint32()]).toEqual([
      -2, 200, -300, -70_000, 0xffff_0000,
    ])
    expect([reader.float32(), reader.float64(), reader.left]).toEqual([1.5, Math.PI, 0])
  })
})

test('text and bytes come back, whatever their characters and length', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.integer({ min: 0xd700, max: 0xe0ff }).map((code) => String.fromCharCode(code)) }),
  )
  fc.assert(
    fc.property(text, fc.option(fc.uint8Array({ maxLength: 100 })), (string, raw) => {
      expect(utf8Length(string)).toBe(new TextEncoder().encode(string).length)
      const reader = new ByteReader(
        written((writer) => {
          writer.varintString(string)
          writer.varintBytes(raw)
        }),
      )
      expect(reader.varintString()).toBe(string.toWellFormed())
      expect(reader.varintBytes()).toEqual(raw)
    }),
    { seed, numRuns: 300 },
  )
})

test('a writer keeps what it has when it grows, and forgets what it is told to', () => {
  const writer = new ByteWriter(2)
  for (let value = 0; value < 100; value += 1) writer.int8(value)
  expect([...writer.copy()]).toEqual(Array.from({ length: 100 }, (_, value) => value))
  writer.reset(3)
  writer.int8(9)
  expect([...writer.written()]).toEqual([0, 1, 2, 9])
})

describe('what is wrong with bytes is said, with its place', () => {
  const of = (...bytes: number[]) => new ByteReader(Uint8Array.from([7, ...bytes]), 1)
  const endless = Array.from({ length: 11 }, () => 0xff)
  test.each<[string, () => unknown, string]>([
    ['an end within a number', () => of(1, 2, 3).int32(), 'truncated at 1'],
    ['an end within a varint', () => of(0x80).varint(), 'truncated at 2'],
    ['a varint without end', () => of(...endless).varlong(), 'varint-too-long at 1'],
    ['too many bits for 32', () => of(0x80, 0x80, 0x80, 0x80, 0x10).varint(), 'number-out-of-range at 1'],
    [
      'too many bits for a double',
      () => of(127, 255, 255, 255, 255, 255, 255, 255).safeInt64(),
      'number-out-of-range at 1',
    ],
    ['too many bits in a varint', () => of(...endless.slice(2), 1).safeVarlong(), 'number-out-of-range at 1'],
    ['a length below zero', () => of(1).varintLength(), 'negative-length at 1'],
    ['a length below null', () => of(3).varintBytes(), 'negative-length at 1'],
    ['a length beyond the end', () => of(20, 1, 2).varintBytes(), 'truncated at 2'],
    ['bytes beyond a narrower end', () => new ByteReader(new Uint8Array(9), 0, 3).take(4), 'truncated at 0'],
  ])('%s', (_, read, problem) => {
    expect(problemOf(read)).toBe(problem)
  })
})
