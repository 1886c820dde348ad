import { describe, expect, test } from 'vitest'
import { UsageError } from './argument-reading'
import { LIVE_USAGE, parseLiveArguments } from './live-arguments'

/** What is to be served. */
function serve(args: readonly string[], environment: Record<string, string> = {}) {
  const parsed = parseLiveArguments(args, environment)
  if (parsed.command !== 'serve') throw new Error('nothing is served')
  const stores = parsed.stores.map(({ kind, place }) => `${kind.name} ${place.shown}`)
  return { ...parsed, stores }
}

test('nothing named: nothing is live, and every store stays in the engine', () => {
  expect(serve([])).toEqual({
    command: 'serve',
    stores: [],
    isLocal: false,
    keeps: false,
    isOwner: false,
    isJson: false,
  })
})

test('stores are named by options or by the environment, and the option counts', () => {
  const args = ['--redis', 'redis://127.0.0.1', '--kafka', '127.0.0.1:9092,localhost:9093', '--port', '5000', '--local']
  const environment = { LIVE_REDIS: 'redis://elsewhere:1', LIVE_CHAIN: 'http://127.0.0.1:26657', LIVE_KEEP: '1' }
  expect(serve(args, environment)).toMatchObject({
    stores: ['chain http://127.0.0.1:26657', 'log 127.0.0.1:9092,localhost:9093', 'redis redis://127.0.0.1:6379'],
    port: 5000,
    isLocal: true,
    keeps: true,
  })
})

test('two worlds are compared on the stores that are named', () => {
  const args = [
    '--compare',
    'payments',
    '--scenario',
    'steady',
    '--duration',
    '2s',
    '--seed',
    '3',
    '--without',
    'a',
    '--local',
    '--json',
  ]
  expect(parseLiveArguments(args)).toEqual({
    command: 'compare',
    id: 'payments',
    scenario: 'steady',
    durationMs: 2_000,
    seed: 3,
    without: ['a'],
    stores: [],
    isLocal: true,
    keeps: false,
    isOwner: false,
    isJson: true,
  })
})

test('credentials reach the store and nobody else', () => {
  const parsed = parseLiveArguments(['--postgres', 'postgres://me:s%40cret@127.0.0.1/shop'])
  if (parsed.command !== 'serve') throw new Error('nothing is served')
  const [{ place }] = parsed.stores as [(typeof parsed.stores)[0]]
  expect(place.shown).toBe('postgres://127.0.0.1:5432/shop')
  expect(place.url).toBe('postgres://me:s%40cret@127.0.0.1:5432/shop')
  expect(place.secrets).toEqual(['s%40cret', 's@cret'])
  expect(place.through([{ host: '127.0.0.1', port: 7 }])).toBe('postgres://me:s%40cret@127.0.0.1:7/shop')
})

describe('what is not understood is named with what is allowed', () => {
  test.each<[readonly string[], Record<string, string>, RegExp]>([
    [['--redis'], {}, /--redis needs a value/],
    [
      ['--redis', 'http://127.0.0.1'],
      {},
      /^--redis: the address begins with redis:\/\/; .*redis:\/\/127\.0\.0\.1:6379/,
    ],
    [['--redis', 'nonsense'], {}, /^--redis: this is no address/],
    [['--redis', 'redis://127.0.0.1?tls=1'], {}, /no settings after/],
    [['--redis', 'redis://:50%off@127.0.0.1'], {}, /a % in the user or the password is written %25/],
    [['--postgres', 'postgres://50%off:a@127.0.0.1/shop'], {}, /a % .* is written %25/],
    [['--postgres', 'mysql://127.0.0.1/a'], {}, /begins with postgres:\/\/ or postgresql:\/\//],
    [[], { LIVE_POSTGRES: 'x' }, /^LIVE_POSTGRES: this is no address/],
    [['--kafka', 'kafka://a:1'], {}, /host:port.*127\.0\.0\.1:9092/],
    [['--kafka', 'a:0'], {}, /host:port/],
    [['--kafka', 'a:70000'], {}, /host:port/],
    [['--chain', 'ws://127.0.0.1'], {}, /begins with http:\/\//],
    [['--mysql', 'a'], {}, /no option --mysql; allowed: .*--redis/],
    [['--port', '0'], {}, /--port is a whole number from 1 to 65535/],
    [[], { LIVE_LOCAL: 'yes' }, /LIVE_LOCAL cannot be "yes"; allowed: 0, 1/],
    [['redis'], {}, /named by options/],
    [['--scenario', 'steady'], {}, /--scenario goes with --compare/],
    [['--compare', 'all', '--port', '5000'], {}, /--port has no meaning/],
    [['--compare', 'all', '--duration', '5'], {}, /--duration is a time such as/],
    [['--otlp'], {}, /--otlp needs a value/],
  ])('%j %j', (args, environment, message) => {
    expect(() => parseLiveArguments(args, environment)).toThrow(message)
    expect(() => parseLiveArguments(args, environment)).toThrow(UsageError)
  })

  test.each([
    'mysql://me:hunter2@127.0.0.1',
    'redis://me:hunter2@',
    'redis://me:hunter2@127.0.0.1?x',
    'redis://:hunter2%@127.0.0.1',
    'hunter2',
  ])('without what may be a password: %s', (text) => {
    const message = (() => {
      try {
        parseLiveArguments(['--redis', text])
        return ''
      } catch (error) {
        return String(error)
      }
    })()
    expect(message).toMatch(/^UsageError: --redis: /)
    expect(message).not.toContain('hunter2')
  })
})

test('the help tells of every option and its variable', () => {
  for (const name of [
    'redis',
    'postgres',
    'kafka',
    'chain',
    'local',
    'keep',
    'i-own-this-backend',
    'otlp',
    'port',
    'json',
  ]) {
    expect(LIVE_USAGE).toContain(`--${name}`)
    expect(LIVE_USAGE).toContain(`LIVE_${name.toUpperCase().replaceAll('-', '_')}`)
  }
  expect(parseLiveArguments(['--help', '--port', 'x'])).toEqual({ command: 'help' })
})
