/** Recordings as files: everything comes back as it was, and what is no recording is turned away with a reason. */
import { gzipSync, gunzipSync, strFromU8, strToU8 } from 'fflate'
import { describe, expect, test } from 'vitest'
import { CallError } from '~/kernel/call-error'
import { tinyAction, tinyRun, tinySimulation } from '~/kernel/testing/tiny-simulation'
import type { LiveRecording } from './live-recording'
import { diagramOf, readRecording, writeRecording } from './recording-file'
import { decodeValue, encodeValue } from './value-code'

const simulation = tinySimulation({ arrivals: [1] })

const RECORDING: LiveRecording = {
  run: { ...tinyRun({}), simulation: simulation.diagram.id, actions: [tinyAction('crash:store@5-9')] },
  stores: {
    redis: { title: 'Redis 7', version: '7', roundTripMs: 0.2, half: { kind: 'redis', acts: ['flush'], cannot: { skew: 'no' } } },
  },
  completions: [
    { work: 2, atUs: 300, outcome: { value: ['a', null, 1.5, [], Uint8Array.of(0, 255), undefined] } },
    { work: 1, atUs: 300, outcome: { error: new CallError('reset', 'lost') } },
    { work: 3, atUs: 9_900, outcome: { value: undefined } },
  ],
  traceHash: 'abc123',
  events: 17,
  endMs: 12.5,
  lag: { maxMs: 1, meanMs: 0.5, lastMs: 0 },
  beganAtMs: 1_700_000_000_000,
} // prettier-ignore

test('a recording comes back from its file as it was', () => {
  const bytes = writeRecording(RECORDING)
  expect(diagramOf(bytes)).toBe(simulation.diagram.id)
  expect(readRecording(bytes, simulation)).toEqual(RECORDING)
})

test.each([
  undefined, NaN, -0, Infinity, 12345678901234567890n, { $: 'undefined' }, { __proto__x: 1 }, [undefined, { a: [null] }],
  JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
])('the value %o comes back', (value) => {
  expect(decodeValue(JSON.parse(JSON.stringify(encodeValue(value))))).toEqual(value)
  expect(Object.is(decodeValue(encodeValue(-0)), -0)).toBe(true)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
}) // prettier-ignore

test('what is no plain data is not recorded', () => {
  expect(() => encodeValue(new Map())).toThrow(/no Map/)
  expect(() => encodeValue({ at: new Date(0) })).toThrow(/no Date/)
})

/** The file with its text changed. */
function changed(change: (text: string) => string): Uint8Array {
  return gzipSync(strToU8(change(strFromU8(gunzipSync(writeRecording(RECORDING))))))
}

describe('a hostile file is turned away', () => {
  test.each([
    ['no gzip', strToU8('hello'), /cannot be read|cut off/],
    ['nothing', new Uint8Array(), /cut off|cannot be read/],
    ['cut off', writeRecording(RECORDING).subarray(0, -30), /cut off|cannot be read/],
    ['of another site', changed((text) => text.replace('boxes-and-arrows', 'other')), /no recording: format/],
    ['of a later version', changed((text) => text.replace('"version":1', '"version":2')), /no recording: version/],
    ['more in the head', changed((text) => text.replace('"version":1', '"version":1,"more":1')), /no recording: more/],
    [
      'an act that there is not',
      changed((text) => text.replace('crash:store', 'crash:moon')),
      /there is no box "moon"/,
    ],
    ['of another diagram', changed((text) => text.replace('"simulation":"', '"simulation":"x')), /of the diagram/],
    ['time that goes back', changed((text) => text.replace('[1,0,', '[1,-1,')), /time never goes back/],
    ['fewer answers', changed((text) => text.replace('"completions":3', '"completions":4')), /cut off/],
    ['more answers', changed((text) => text.replace('"completions":3', '"completions":2')), /more than it says/],
    ['a failure of no sort', changed((text) => text.replace('"reset"', '"explode"')), /a value or a failed call/],
    ['a value of no sort', changed((text) => text.replace('{"$":"undefined"}', '{"$":"code"}')), /unknown sort/],
  ])('%s', (_, bytes, why) => {
    expect(() => readRecording(bytes, simulation)).toThrow(why)
  })

  test('one that unpacks to more than it may', () => {
    const bomb = gzipSync(new Uint8Array(40_000_000).fill(97), { level: 9 })
    expect(bomb.length).toBeLessThan(100_000)
    expect(() => readRecording(bomb, simulation)).toThrow(/line of the recording is too long/)
  })
})
