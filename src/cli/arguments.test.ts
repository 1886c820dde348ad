import { describe, expect, test } from 'vitest'
import { oneOf, UsageError } from './argument-reading'
import { parseClaimsArguments, parseSimArguments } from './arguments'
import { parseFuzzArguments } from './fuzz-arguments'

const NOTHING_ELSE = { without: [], actions: [], files: [], settings: {}, engines: {}, isJson: false }

describe('sim reads', () => {
  test.each([
    ['rate-limiter', { command: 'run', id: 'rate-limiter', ...NOTHING_ELSE }],
    ['--list', { command: 'list', isJson: false }],
    ['--list --json', { command: 'list', isJson: true }],
    ['--help', { command: 'help' }],
    ['rate-limiter --help', { command: 'help' }],
    ['a --seed 0', { command: 'run', id: 'a', ...NOTHING_ELSE, seed: 0 }],
    ['a --seed=4294967295', { command: 'run', id: 'a', ...NOTHING_ELSE, seed: 4294967295 }],
    ['a --duration 60s', { command: 'run', id: 'a', ...NOTHING_ELSE, durationMs: 60_000 }],
    ['a --duration 1500ms', { command: 'run', id: 'a', ...NOTHING_ELSE, durationMs: 1500 }],
    ['a --duration 2m', { command: 'run', id: 'a', ...NOTHING_ELSE, durationMs: 120_000 }],
    ['a --redis valkey', { command: 'run', id: 'a', ...NOTHING_ELSE }],
    ['a --otlp b.json', { command: 'run', id: 'a', ...NOTHING_ELSE, otlp: 'b.json' }],
    ['a --unhealed b', { command: 'run', id: 'a', ...NOTHING_ELSE, unhealed: 'b' }],
    ['a --settle 500ms', { command: 'run', id: 'a', ...NOTHING_ELSE, settleMs: 500 }],
    ['a --duration 1.5s', { command: 'run', id: 'a', ...NOTHING_ELSE, durationMs: 1500 }],
    [
      'a --scenario redis-outage --without x --without y --do crash:redis@8500 --do heal:redis@9000 --set limit=100 --set mode=a=b --redis mock --json --trace out.ndjson --file a/b.wasm',
      {
        command: 'run',
        id: 'a',
        scenario: 'redis-outage',
        without: ['x', 'y'],
        actions: ['crash:redis@8500', 'heal:redis@9000'],
        settings: { limit: '100', mode: 'a=b' },
        files: ['a/b.wasm'],
        engines: { redis: 'mock' },
        isJson: true,
        traceFile: 'out.ndjson',
      },
    ],
  ])('%s', (line, expected) => {
    expect(parseSimArguments(line.split(' '))).toEqual(expected)
  })

  test('a value that begins with a dash, written with =', () => {
    expect(parseSimArguments(['a', '--set=offset=-5'])).toMatchObject({ settings: { offset: '-5' } })
  })

  test('a parameter called like a member of every object as any other', () => {
    expect(parseSimArguments(['a', '--set', 'constructor=2'])).toMatchObject({ settings: { constructor: '2' } })
  })
})

describe('sim refuses, naming what is wrong and what is allowed', () => {
  test.each([
    ['', /Name a simulation/],
    ['a b', /one simulation only, not "a" and "b"/],
    ['--list a', /--list takes no simulation/],
    ['a --sed 7', /no option --sed; allowed: .*--scenario, --seed/],
    ['a -s', /no option -s; allowed/],
    ['a --no-json', /no option --no-json/],
    ['a --seed', /--seed needs a value/],
    ['a --seed --json', /--seed needs a value/],
    ['a --seed=', /--seed needs a value/],
    ['a --seed 1.5', /whole number from 0 to 4294967295, not "1.5"/],
    ['a --seed -5', /whole number/],
    ['a --seed 4294967296', /whole number/],
    ['a --seed 0x10', /whole number/],
    ['a --seed 1 --seed 2', /--seed may be given once only/],
    ['a --duration 60', /such as 60s, 1500ms or 2m, at most 1440m, not "60"/],
    ['a --duration 0s', /such as 60s/],
    ['a --duration 2d', /such as 60s/],
    ['a --duration 1441m', /at most 1440m/],
    ['a --redis postgres', /--redis cannot be "postgres"; allowed: valkey, mock/],
    ['a --set limit', /name=value/],
    ['a --set limit=', /name=value/],
    ['a --set limit=1 --set limit=2', /--set limit may be given once only/],
    ['a --json=yes', /--json takes no value/],
  ])('%s', (line, message) => {
    const parse = (): unknown => parseSimArguments(line.split(' ').filter((each) => each !== ''))
    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(message)
  })
})

test.each([
  ['', { command: 'run', isJson: false }],
  ['a --seeds 3 --json', { command: 'run', id: 'a', seeds: 3, isJson: true }],
  ['--help', { command: 'help' }],
])('claims reads "%s"', (line, expected) => {
  expect(parseClaimsArguments(line.split(' ').filter((each) => each !== ''))).toEqual(expected)
})

test.each([
  ['a', { command: 'run', id: 'a', without: [], settings: {}, isJson: false }],
  [
    'a --seeds 200 --from 17 --scenario b --without c --without d --set e=5 --json',
    {
      command: 'run',
      id: 'a',
      seeds: 200,
      from: 17,
      scenario: 'b',
      without: ['c', 'd'],
      settings: { e: '5' },
      isJson: true,
    },
  ],
  ['--help', { command: 'help' }],
])('fuzz reads "%s"', (line, expected) => {
  expect(parseFuzzArguments(line.split(' '))).toEqual(expected)
})

test('claims and fuzz refuse what they do not know', () => {
  expect(() => parseClaimsArguments(['a', '--seed', '1'])).toThrow(/no option --seed; allowed: --help, --json, --seeds/)
  expect(() => parseClaimsArguments(['--seeds', '0'])).toThrow(/from 1 to 1000000/)
  expect(() => parseFuzzArguments(['--seeds', '5'])).toThrow(/Name a simulation/)
  expect(() => parseFuzzArguments(['a', '--from', 'x'])).toThrow(/--from is a whole number/)
})

test('a name is one of those allowed, or the message names them', () => {
  expect(oneOf('--scenario', 'b', ['a', 'b'])).toBe('b')
  expect(() => oneOf('--scenario', 'c', ['a', 'b'])).toThrow('--scenario cannot be "c"; allowed: a, b.')
})
