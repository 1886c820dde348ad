import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPipe, PipeReader, PipeWriter } from './pipe'

function ends(capacity: number) {
  const memory = createPipe(capacity)
  return { writer: new PipeWriter(memory), reader: new PipeReader(memory) }
}

function read(reader: PipeReader, length: number): number[] {
  const bytes = new Uint8Array(length)
  reader.read(bytes, 0)
  return [...bytes]
}

describe('a pipe', () => {
  test('gives what was written, in order, however it is cut', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 16 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(pieces, (written) => {
        const { writer, reader } = ends(16)
        const got = written.flatMap((piece) => {
          writer.write(piece)
          writer.flush()
          const half = piece.length >> 1
          return [...read(reader, half), ...read(reader, piece.length - half)]
        })
        expect(got).toEqual(written.flatMap((piece) => [...piece]))
      }),
    )
  })

  test('shows bytes once they are flushed', () => {
    const { writer, reader } = ends(16)
    writer.write(new Uint8Array([1, 2]))
    expect(reader.hasBytes).toBe(false)
    writer.flush()
    expect(reader.hasBytes).toBe(true)
    expect(read(reader, 2)).toEqual([1, 2])
    expect(reader.hasBytes).toBe(false)
  })

  test('has room for its capacity, less what was not read', () => {
    const { writer, reader } = ends(16)
    writer.write(new Uint8Array(10))
    writer.flush()
    expect([writer.hasRoom(6), writer.hasRoom(7)]).toEqual([true, false])
    read(reader, 4)
    expect([writer.hasRoom(10), writer.hasRoom(11)]).toEqual([true, false])
  })

  test('ends the patience of who waits for nothing', () => {
    expect(() => read(ends(16).reader, 1)).toThrow('has not moved')
  })
})
