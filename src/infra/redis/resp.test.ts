import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RedisError, type RedisArgument, type RedisReply } from './port'
import { RespDecoder, RespEncoder, RespProtocolError } from './resp'

const utf8 = new TextEncoder()

/** Writes a reply as a server would; the reference that the decoder is held against. */
function writeReply(reply: RedisReply): Buffer {
  if (reply === null) return Buffer.from('$-1\r\n')
  if (typeof reply === 'number') return Buffer.from(`:${reply}\r\n`)
  if (reply instanceof RedisError) return Buffer.from(`-${reply.message}\r\n`)
  if (Array.isArray(reply)) return Buffer.concat([Buffer.from(`*${reply.length}\r\n`), ...reply.map(writeReply)])
  const bytes = typeof reply === 'string' ? utf8.encode(reply) : reply
  return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')])
}

function decode(bytes: Uint8Array, { binary = false, pieces = [bytes.length] } = {}): RedisReply[] {
  const decoder = new RespDecoder()
  decoder.binary = binary
  let at = 0
  for (const piece of pieces) {
    // A fresh copy that is wiped afterwards: the decoder may not keep a view on bytes it does not own.
    const chunk = new Uint8Array(bytes.subarray(at, at + piece))
    at += piece
    decoder.push(chunk)
    chunk.fill(0)
  }
  decoder.push(bytes.subarray(at))
  expect(decoder.isIdle).toBe(true)
  return decoder.take()
}

const anyText = fc.string({ unit: 'binary', maxLength: 80 })
const anyError = fc.stringMatching(/^[A-Z]{1,10} [ -~]{0,40}$/).map((message) => new RedisError(message))
const anyInteger = fc.maxSafeInteger().map((value) => (value === 0 ? 0 : value))
const { anyReply } = fc.letrec<{ anyReply: RedisReply }>((tie) => ({
  anyReply: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyText,
    anyInteger,
    fc.constant(null),
    anyError,
    fc.array(tie('anyReply'), { maxLength: 6 }),
  ),
}))
const anyArgument: fc.Arbitrary<RedisArgument> = fc.oneof(anyText, fc.uint8Array({ maxLength: 300 }))

describe('the encoder', () => {
  test('writes a command as an array of bulk strings', () => {
    const encoded = new RespEncoder().encode([
      ['SET', 'key', 'välue'],
      ['GET', new Uint8Array([13, 10, 0])],
    ])
    expect(Buffer.from(encoded).toString('latin1')).toBe(
      '*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$6\r\nv\xc3\xa4lue\r\n*2\r\n$3\r\nGET\r\n$3\r\n\r\n\0\r\n',
    )
  })

  test('writes any commands so that they read back byte for byte, into a buffer it uses again', () => {
    const encoder = new RespEncoder()
    fc.assert(
      fc.property(
        fc.array(fc.array(anyArgument, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        (commands) => {
          const read = decode(encoder.encode(commands).slice(), { binary: true })
          expect(read).toEqual(
            commands.map((command) => command.map((part) => (typeof part === 'string' ? utf8.encode(part) : part))),
          )
        },
      ),
    )
  })

  test('grows for a large argument', () => {
    const large = 'é'.repeat(600_000)
    expect(decode(new RespEncoder().encode([['SET', large]]).slice())).toEqual([['SET', large]])
  })
})

describe('the decoder', () => {
  test('reads any replies back, however they are cut', () => {
    fc.assert(
      fc.property(
        fc.array(anyReply, { maxLength: 5 }),
        fc.array(fc.nat({ max: 20 }), { maxLength: 40 }),
        (replies, pieces) => {
          expect(decode(Buffer.concat(replies.map(writeReply)), { pieces })).toEqual(replies)
        },
      ),
    )
  })

  test('reads replies that come byte by byte', () => {
    const replies: RedisReply[] = ['', 'ok', [1, [null, 'ü', new RedisError('ERR no')], []], -7, 'x'.repeat(100)]
    const bytes = Buffer.concat(replies.map(writeReply))
    expect(decode(bytes, { pieces: new Array<number>(bytes.length).fill(1) })).toEqual(replies)
  })

  test.each([
    [':9007199254740991\r\n', 9007199254740991],
    [':9007199254740992\r\n', '9007199254740992'],
    [':-9223372036854775808\r\n', '-9223372036854775808'],
    [':-0\r\n', 0],
    ['*-1\r\n', null],
    ['$-1\r\n', null],
    ['+OK\r\n', 'OK'],
  ])('reads %j as %j', (wire, reply) => {
    expect(decode(Buffer.from(wire))).toEqual([reply])
  })

  test('gives every string as bytes when asked', () => {
    const decoded = decode(Buffer.from('+OK\r\n$3\r\n\xff\0\r\r\n:5\r\n', 'latin1'), { binary: true })
    expect(decoded).toEqual([utf8.encode('OK'), new Uint8Array([255, 0, 13]), 5])
  })

  test.each(['?what\r\n', '$abc\r\n', '$-2\r\n', '*-2\r\n', ':\r\n', ':1.5\r\n', '*1\r\n'.repeat(200)])(
    'refuses %j, which is not RESP2',
    (wire) => {
      expect(() => decode(Buffer.from(wire))).toThrow(RespProtocolError)
    },
  )
})
