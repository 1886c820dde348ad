/** Stores that cannot be used: each is named, without a credential, with what it said and what can be done. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startRealServer as startPostgres } from '~/infra/postgres/testing/real-server'
import { RedisSocket } from '~/infra/redis/live/socket-node'
import { startRealServer as startRedis } from '~/infra/redis/testing/real-server'
import { freePort } from '~/infra/testing/real-server'
import { LiveStack } from './live-stack'
import { liveKinds } from './options'
import { troubleOf, Unusable } from './trouble'

/** What is said of stores that are named by option and address. */
async function toldOf(...named: readonly (readonly [option: string, text: string])[]): Promise<string> {
  const stores = named.map(([name, text]) => {
    const kind = liveKinds.find(({ option }) => option.name === name)!
    return { kind, place: kind.option.read(text), processes: [] }
  })
  const failure: unknown = await new LiveStack({ stores }).survey().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(Unusable)
  expect((failure as Unusable).isNamed).toBe(true)
  return (failure as Unusable).message
}

/** Something that listens, and does as it is told with whoever comes. */
async function listen(meet: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined))
    meet(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const AT: Readonly<Record<string, (port: number) => string>> = {
  redis: (port) => `redis://:hunter2@127.0.0.1:${port}`,
  postgres: (port) => `postgres://me:hunter2@127.0.0.1:${port}/shop`,
  kafka: (port) => `127.0.0.1:${port}`,
  chain: (port) => `http://127.0.0.1:${port}`,
}

describe.each(Object.keys(AT))('%s', (option) => {
  const label = liveKinds.find((kind) => kind.option.name === option)!.label

  test('nobody listens', async () => {
    const told = await toldOf([option, AT[option]!(await freePort())])
    expect(told).toMatch(/^.+ at \S*127\.0\.0\.1:\d+\S* cannot be reached: nobody listens there \(ECONNREFUSED\): start it, or name another one\.$/) // prettier-ignore
    expect(told.startsWith(`${label} at `)).toBe(true)
    expect(told).not.toContain('hunter2')
  })

  test('what listens there hangs up', async () => {
    const told = await toldOf([option, AT[option]!(await listen((socket) => socket.destroy()))])
    expect(told).toMatch(/ hangs up.* is no (Redis|PostgreSQL|Kafka|CometBFT)\b.*: name /)
    expect(told).not.toContain('hunter2')
  })
})

test('what listens there and never answers is not waited for without end', async () => {
  const port = await listen(() => undefined)
  expect(await toldOf(['redis', `redis://127.0.0.1:${port}`])).toMatch(/ does not answer \(no answer in 5 s\): /)
})

test('a Redis that wants a password, does not take one, has none, or no such database', async () => {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const { host } = new URL(redis.url)
  const at = (before: string, after = '') => toldOf(['redis', `redis://${before}${host}${after}`])
  expect(await at(':hunter2@')).toMatch(/ has no password \(ERR AUTH .*\): leave it out/)
  expect(await at('', '/99')).toMatch(/\/99 has no such database \(ERR DB index is out of range\): /)
  expect(await at('', '/shop')).toMatch(/ has no such database /)
  const socket = new RedisSocket(redis.url)
  await socket.send([['CONFIG', 'SET', 'requirepass', 'hunter2']])
  socket.close()
  expect(await at('')).toMatch(/ wants a password \(NOAUTH Authentication required\): .*redis:\/\/:password@/)
  const wrong = await at(':hunter3@')
  expect(wrong).toMatch(/ does not take this user and password \(WRONGPASS .*\): /)
  expect(wrong).not.toContain('hunter3')
})

test('a PostgreSQL without the database, or where a run may not create its schema; all stores are told of at once', async () => {
  const server = await startPostgres()
  onTestFinished(server.stop)
  const owner = new Client({ connectionString: server.url })
  await owner.connect()
  await owner.query('CREATE ROLE guest LOGIN')
  await owner.end()
  expect(await toldOf(['postgres', server.url.replace('postgres@', 'guest@')])).toMatch(
    / does not let this user create a schema \(permission denied for database, as guest \(42501\)\): /,
  )
  const closed = await freePort()
  const told = await toldOf(['postgres', server.url.replace(/[^/]*$/, 'nothere')], ['kafka', `127.0.0.1:${closed}`])
  expect(told.split('\n')).toEqual([
    expect.stringMatching(/ has no such database \(database "nothere" does not exist \(3D000\)\): /),
    expect.stringMatching(/ nobody listens there /),
  ])
})

test.each([
  ['postgres', 'PostgreSQL: password authentication failed for user "me" (28P01)', 'does not take this user', true],
  ['postgres', 'PostgreSQL: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'wants a pass', true],
  ['postgres', 'no pg_hba.conf entry for host "10.0.0.1", user "me" (28000)', 'does not let this user in', true],
  ['postgres', 'permission denied for database, as me (42501)', 'does not let this user create a schema', true],
  ['postgres', 'PostgreSQL: timeout expired', 'does not answer', false],
  ['redis', 'Redis: NOPERM User me has no permissions to run the ‘info’ command', 'does not let this user', true],
  ['redis', 'Redis: DENIED Redis is running in protected mode', 'is in protected mode', true],
  ['redis', 'Redis: ETIMEDOUT', 'cannot be reached (ETIMEDOUT)', false],
  ['redis', 'LOADING Redis is loading the dataset in memory', 'cannot be used: LOADING Redis is loading', false],
  ['kafka', '127.0.0.1:9092 has not answered within 10000 ms', 'does not answer', false],
  ['chain', 'terra1abc, which is to pay for the run, has 0 uluna on boxes-1', 'has nobody to pay', true],
] as const)('%s: %s', (name, said, why, isRefusal) => {
  const kind = liveKinds.find(({ option }) => option.name === name)!
  const place = kind.option.read(kind.option.example)
  const trouble = troubleOf({ kind, place }, new Error(said))
  expect(trouble.why.startsWith(why)).toBe(true)
  expect(trouble.isRefusal).toBe(isRefusal)
})
