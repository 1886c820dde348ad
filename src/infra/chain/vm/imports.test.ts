/** Imports one by one, through a contract of a few operators that hands its message to one and gives back what it says. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bech32 } from '@scure/base'
import { describe, expect, test } from 'vitest'
import { openContract } from './contract'
import { GAS_COSTS } from './gas-costs'
import { GasMeter } from './gas-meter'
import { IMPORTS, type ImportName } from './interface'
import { decodeSections, encodeSections } from './sections'
import { ACCOUNT, CONTRACT } from './testing/artifact'
import { i32, type AssembledFunction } from './testing/assemble'
import { hex, testEnvironment, utf8 } from './testing/memory-storage'
import { smallContract } from './testing/small-contract'
import { VmError } from './vm-error'

const EMPTY = utf8('{}')

describe('addresses', () => {
  // Gives back the text of what is wrong, or the message itself if nothing is.
  const judge = (name: 'addr_validate') =>
    contractThat(name, [0x20, 2, 0x10, 0, 0x22, 3, 0x04, 0x7f, 0x20, 3, 0x05, 0x20, 2, 0x0b])
  const validate = (text: string | Uint8Array) => {
    const message = typeof text === 'string' ? utf8(text) : text
    return new TextDecoder().decode(judge('addr_validate').call('execute', [EMPTY, EMPTY, message], testEnvironment()))
  }
  const other = (bytes: number, prefix = 'terra') =>
    bech32.encode(prefix, bech32.toWords(new Uint8Array(bytes).fill(1)))

  test.each([
    ['of an account', ACCOUNT, ACCOUNT],
    ['of a contract', CONTRACT, CONTRACT],
    ['that is empty', '', 'Input is empty'],
    ['in capitals', ACCOUNT.toUpperCase(), 'address not normalized'],
    ['of another chain', other(20, 'cosmos'), 'invalid Bech32 prefix; expected terra, got cosmos'],
    ['of 21 bytes', other(21), 'address length must be 20 or 32 bytes, got 21'],
    ['with one letter changed', ACCOUNT.replace('5hm70u', '5hm70v'), /^decoding bech32 failed: /],
    ['in mixed letters', ACCOUNT.replace('1q', '1Q'), /^decoding bech32 failed: /],
    ['that is too short', 'alice', 'decoding bech32 failed: invalid bech32 string length 5'],
    ['that is no address', 'alice-and-bob', /^decoding bech32 failed: /],
    ['that is not UTF-8', Uint8Array.of(0xc3, 0x28), 'Input is not valid UTF-8'],
  ])('%s', (_, text, expected) => {
    if (typeof expected === 'string') expect(validate(text)).toBe(expected)
    else expect(validate(text)).toMatch(expected)
  })

  test('longer than 256 bytes end the call', () => {
    expect(() => validate('a'.repeat(257))).toThrow(expect.objectContaining({ kind: 'limit' }))
  })

  test('become bytes and text again, in regions that are large enough', () => {
    // The first argument's region is the target: bytes, 64 of them, or too few.
    const code = (room: number) => [...i32(room), 0x10, 1, 0x21, 3, 0x20, 2, 0x20, 3, 0x10, 0, 0x1a, 0x20, 3]
    const convert = (name: ImportName, data: Uint8Array, room: number) =>
      contractThat(name, code(room)).call('execute', [EMPTY, EMPTY, data], testEnvironment())
    const bytes = convert('addr_canonicalize', utf8(CONTRACT), 64)
    expect(hex(bytes)).toBe('01'.repeat(32))
    expect(new TextDecoder().decode(convert('addr_humanize', bytes, 90))).toBe(CONTRACT)
    expect(() => convert('addr_humanize', bytes, 10)).toThrow(/room for 10 bytes, 64 are to be written/)
  })
})

describe('signatures', () => {
  const secret = sha256(utf8('a secret'))
  const hash = sha256(utf8('a message'))
  // The message holds what the import takes, one region behind the other, each made by its own allocate.
  const three = (name: ImportName, ...parts: Uint8Array[]) => answerOf(name, parts)

  test.each([
    ['secp256k1', 'secp256k1_verify', secp256k1],
    ['secp256r1', 'secp256r1_verify', p256],
  ] as const)('of %s are verified, with high and low s and both forms of keys', (_, name, curve) => {
    const signature = curve.sign(hash, secret, { prehash: false })
    const high = signature.slice()
    const s = BigInt(`0x${hex(signature.subarray(32))}`)
    const flipped = (curve.Point.Fn.ORDER - s).toString(16).padStart(64, '0')
    high.set(Buffer.from(flipped, 'hex'), 32)
    for (const key of [curve.getPublicKey(secret, true), curve.getPublicKey(secret, false)]) {
      expect(three(name, hash, signature, key)).toBe(0)
      expect(three(name, hash, high, key)).toBe(0)
      expect(three(name, sha256(hash), signature, key)).toBe(1)
    }
    const key = curve.getPublicKey(secret, true)
    expect(three(name, hash.subarray(1), signature, key)).toBe(3)
    expect(three(name, hash, signature.subarray(1), key)).toBe(4)
    expect(three(name, hash, signature, key.subarray(1))).toBe(5)
    expect(three(name, hash, new Uint8Array(64), key)).toBe(10)
    expect(three(name, hash, signature, Uint8Array.of(2, ...new Uint8Array(32).fill(0xff)))).toBe(10)
  })

  test('of ed25519 are verified, one by one and in a batch', () => {
    const [message, key] = [utf8('hello'), ed25519.getPublicKey(secret)]
    const signature = ed25519.sign(message, secret)
    expect(three('ed25519_verify', message, signature, key)).toBe(0)
    expect(three('ed25519_verify', utf8('hullo'), signature, key)).toBe(1)
    expect(three('ed25519_verify', message, signature.subarray(1), key)).toBe(4)
    expect(three('ed25519_verify', message, signature, key.subarray(1))).toBe(5)
    const batch = (messages: Uint8Array[], signatures: Uint8Array[], keys: Uint8Array[]) =>
      three('ed25519_batch_verify', encodeSections(messages), encodeSections(signatures), encodeSections(keys))
    expect(batch([message], [signature, signature], [key, key])).toBe(0)
    expect(batch([message, message], [signature, signature], [key])).toBe(0)
    expect(batch([message, utf8('hullo')], [signature, signature], [key])).toBe(1)
    expect(batch([], [], [])).toBe(0)
    expect(batch([message, message], [signature], [key])).toBe(7)
  })

  test('give the key that made them, or a code', () => {
    const recover = (recovery: number, signed: Uint8Array) => {
      const code = [...pointers(2), ...i32(recovery), 0x10, 0, 0x22, 4, 0x42, 32, 0x88, 0x50]
      // A key is given back as it is; a code in the high half as the length of a region of that many bytes.
      const result = [0x04, 0x7f, 0x20, 4, 0xa7, 0x05, 0x20, 4, 0x42, 32, 0x88, 0xa7, 0x10, 1, 0x22, 3]
      const filled = [0x20, 4, 0x42, 32, 0x88, 0xa7, 0x36, 2, 8, 0x20, 3, 0x0b]
      const contract = contractThat('secp256k1_recover_pubkey', [...code, ...result, ...filled], true)
      return contract.call('execute', [hash, signed, EMPTY], testEnvironment())
    }
    const recovered = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' })
    const [bit, signed] = [recovered[0]!, recovered.slice(1)]
    expect(hex(recover(bit, signed))).toBe(hex(secp256k1.getPublicKey(secret, false)))
    expect(hex(recover(1 - bit, signed))).not.toBe(hex(secp256k1.getPublicKey(secret, false)))
    expect(recover(2, signed)).toHaveLength(6)
    expect(recover(256, signed)).toHaveLength(6)
    expect(recover(0, new Uint8Array(64))).toHaveLength(10)
  })
})

test('a query may call the same contract again, on the same meter', () => {
  const asking = { name: 'execute', signature: 'iii>i', code: [0x20, 2, 0x10, 0] }
  const echo = { name: 'query', signature: 'ii>i', code: [0x20, 1] }
  const contract = openContract(smallContract([asking, echo], { imports: ['query_chain'] }))
  const gas = new GasMeter(10n ** 9n)
  let inner = 0n
  const environment = testEnvironment({
    gas,
    query: (request, meter) => {
      const before = meter.used
      const answer = contract.call('query', [EMPTY, request], { ...environment, isReadOnly: true })
      inner = meter.used - before
      return answer
    },
  })
  const answer = contract.call('execute', [EMPTY, EMPTY, utf8('{"who":"me"}')], environment)
  expect(new TextDecoder().decode(answer)).toBe('{"who":"me"}')
  const plain = testEnvironment({ query: (request) => request })
  contract.call('execute', [EMPTY, EMPTY, utf8('{"who":"me"}')], plain)
  expect(inner > 0n).toBe(true)
  expect(gas.used).toBe(plain.gas.used + inner)
})

test('a host that runs out of gas in the middle of an import ends the call', () => {
  const writing = contractThat('db_write', [0x20, 2, 0x20, 2, 0x10, 0, 0x20, 2])
  const all = testEnvironment()
  writing.call('execute', [EMPTY, EMPTY, EMPTY], all)
  const until = all.gas.used - GAS_COSTS.readRegion.base * 2n
  const short = testEnvironment({ gas: new GasMeter(until) })
  expect(() => writing.call('execute', [EMPTY, EMPTY, EMPTY], short)).toThrow(
    expect.objectContaining({ kind: 'out-of-gas' }),
  )
  expect(short.gas.remaining).toBe(0n)
})

test('keys and values longer than allowed end the call before they are written', () => {
  const storing = contractThat('db_write', [0x20, 0, 0x20, 2, 0x10, 0, 0x20, 0])
  const store = (key: number, value: number) => {
    const environment = testEnvironment()
    storing.call('execute', [new Uint8Array(key), EMPTY, new Uint8Array(value)], environment)
    return Object.keys(environment.storage.entries()).length
  }
  expect(store(65_536, 131_072)).toBe(1)
  expect(() => store(65_537, 1)).toThrow('a key of 65537 bytes; at most 65536 are allowed')
  expect(() => store(1, 131_073)).toThrow('a value of 131073 bytes; at most 131072 are allowed')
})

test('sections come out as they went in, and broken ones are refused', () => {
  const sections = [utf8('a'), new Uint8Array(), utf8('long '.repeat(50))]
  expect(decodeSections(encodeSections(sections)).map(hex)).toEqual(sections.map(hex))
  expect(hex(encodeSections([utf8('k'), utf8('v')]))).toBe('6b000000017600000001')
  expect(() => decodeSections(Uint8Array.of(0, 0, 0, 9))).toThrow(VmError)
  expect(() => decodeSections(Uint8Array.of(7, 0, 0, 0, 0))).toThrow(/outside of any section/)
})

/** A contract that imports one function, as number 0, and of which `execute` is this code, with locals 3 and 4 of its own. */
function contractThat(name: ImportName, code: readonly number[], has64 = false) {
  const execute: AssembledFunction = { name: 'execute', signature: 'iii>i', locals: 1, locals64: has64 ? 1 : 0, code }
  return openContract(smallContract([execute], { imports: [name], memories: [[8]] }))
}

/** What an import that takes all arguments gives, as a number. */
function answerOf(name: ImportName, parts: readonly Uint8Array[]): number {
  expect(IMPORTS[name]).toBe('iii>i')
  // The answer is stored in the length of a region of 255 bytes.
  const code = [...i32(255), 0x10, 1, 0x22, 3, ...pointers(3), 0x10, 0, 0x36, 2, 8, 0x20, 3]
  return contractThat(name, code).call('execute', parts, testEnvironment()).length
}

/** The first arguments. */
function pointers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => [0x20, index]).flat()
}
