import { describe, expect, test } from 'vitest'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Panel, TablePage, TablePanel } from '~/kernel/panel'
import { REDIS_EPOCH_MS, type RedisReply } from './port'
import { playRedisRun, startRedisRun, type RedisRun, type Sending } from './testing/redis-run'

const OOM = "OOM command not allowed when used memory > 'maxmemory'."

function results({ outcomes }: RedisRun): unknown[] {
  return outcomes.map(({ result }) => result)
}

/** The microseconds of the run that a TIME reply stands for. */
function microsOf(reply: RedisReply | undefined): number {
  const [seconds, micros] = reply as [string, string]
  return (Number(seconds) * 1000 - REDIS_EPOCH_MS) * 1000 + Number(micros)
}

function countingEvery(stepMs: number, count: number): Sending[] {
  return Array.from({ length: count }, (_, index) => [index * stepMs, 'INCR n'])
}

describe.each(['valkey', 'mock'] as const)('a Redis box on %s', (server) => {
  test('answers a pipeline along the arrow', async () => {
    const run = await playRedisRun({ server, sendings: [[0, 'SET key value', 'GET key', 'FROBNICATE']] })
    expect(results(run)).toEqual([['OK', 'value', expect.stringContaining('ERR unknown command')]])
    expect(run.outcomes[0]).toMatchObject({ sentMs: 0, doneMs: 2 })
  })

  test('refuses writes without memory, in Redis’s words, until it has some again', async () => {
    const run = await playRedisRun({
      server,
      sendings: [
        [0, 'SET key value'],
        [200, 'SET key other', 'GET key'],
        [400, 'SET key other'],
      ],
      actions: ['oom:redis@100-300'],
    })
    expect(results(run)).toEqual([['OK'], [OOM, 'value'], ['OK']])
  })

  test('keeps its data over a crash and loses its connections', async () => {
    const run = await playRedisRun({
      server,
      sendings: [
        [0, 'SET key value', 'MULTI'],
        [150, 'GET key'],
        [300, 'GET key'],
      ],
      actions: ['crash:redis@100-200'],
    })
    expect(results(run)).toEqual([['OK', 'OK'], 'refused', ['value']])
  })

  test('loses everything in a crash without persistence', async () => {
    const run = await playRedisRun({
      server,
      sendings: [
        [0, 'SET key value', 'SCRIPT LOAD return'],
        [200, 'GET key', 'EVALSHA 63143b6f8007b98c53ca2149822777b3566f9241 0'],
      ],
      actions: ['crash-lose:redis@100'],
    })
    expect(results(run)[1]).toEqual([null, expect.stringContaining('NOSCRIPT')])
  })

  test('flushes keys, and scripts', async () => {
    const run = await playRedisRun({
      server,
      sendings: [
        [0, 'SET key value', ['SCRIPT', 'LOAD', 'return 1']],
        [200, 'GET key', 'EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0', 'SET key other'],
        [400, 'GET key', 'EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0'],
      ],
      actions: ['flush:redis@100', 'script-flush:redis@300'],
    })
    expect(results(run).slice(1)).toEqual([
      [null, 1, 'OK'],
      ['other', expect.stringContaining('NOSCRIPT')],
    ])
  })

  test('loses exactly the last writes in a fail-over, also across snapshots', async () => {
    const run = await playRedisRun({
      server,
      sendings: [
        ...countingEvery(10, 400),
        [4100, 'GET n', ['EVALSHA', 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db', '0']],
      ],
      actions: ['failover:redis=1500@4000'],
    })
    // Requests arrive one millisecond after 0, 10, … 3990: those at 2501 and later are lost.
    expect(results(run).at(-1)).toEqual(['250', expect.stringContaining('NOSCRIPT')])
  })

  test('replays a fail-over’s commands at their own times', async () => {
    const run = await playRedisRun({
      server,
      sendings: [
        [0, 'PING'],
        [1200, 'SET key value PX 1500'],
        [2000, 'SET lost 1'],
        [2400, 'PTTL key', 'GET lost'],
        [2800, 'GET key'],
      ],
      actions: ['failover:redis=500@2200'],
    })
    expect(results(run).slice(3)).toEqual([[300, null], [null]])
  })

  test('fails over again to what was before', async () => {
    const run = await playRedisRun({
      server,
      sendings: [...countingEvery(100, 60), [6100, 'GET n']],
      actions: ['failover:redis=1000@3050', 'failover:redis=1000@5050'],
    })
    // 31 counted and 10 lost, 20 more and 10 lost, 9 more.
    expect(results(run).at(-1)).toEqual([String(31 - 10 + 20 - 10 + 9)])
  })

  test('tells one of something as one', async () => {
    const { engine } = await startRedisRun({ server, sendings: [[0, 'ZADD board 1 ann', 'SET letter a']] })
    await engine.advance(1000, 1e6)
    const textOf = async (key: string) => {
      const page = await engine.inspect('redis', 0, { view: 'key', key })
      return (page as unknown as TablePage).text
    }
    expect(await textOf('board')).toMatch(/^zset · 1 member · /)
    expect(await textOf('letter')).toMatch(/^string · 1 byte · /)
  })

  test('shows a page of keys and members, and the prompt’s answers', async () => {
    const { engine } = await startRedisRun({
      server,
      sendings: [[0, 'ZADD board 1 ann 2.5 bob', 'SET greeting hello PX 10000', 'HSET user name Ada']],
    })
    await engine.advance(1000, 1e6)
    const show = (query: { view: string; [argument: string]: Json }) => engine.inspect('redis', 0, query)
    const page = async (query: InspectQuery) => (await show(query)) as unknown as TablePage
    const { panels } = (await show({ view: 'state' })) as unknown as { panels: readonly Panel[] }
    const [line, keys] = panels as [Extract<Panel, { kind: 'text' }>, TablePanel]
    expect(line.text).toMatch(server === 'valkey' ? /^Valkey .* · 3 keys · .* MB · / : /^ioredis-mock .* · 3 keys · /)
    expect((await page(keys.query)).rows.map(({ cells }) => cells)).toEqual([
      ['greeting', 'string', 5, 9001],
      ['board', 'zset', 2, null],
      ['user', 'hash', 1, null],
    ])
    const board = (await page({ ...keys.query, match: 'oar' })).rows.map(({ opens }) => opens!)
    expect(board).toMatchObject([{ label: 'board', query: { view: 'key', key: 'board' } }])
    const first = await page({ ...board[0]!.query, count: 1 })
    expect(first).toMatchObject({ text: expect.stringMatching(/^zset · 2 members · TTL ∞/), next: '1' })
    expect(first.rows).toEqual([{ cells: ['ann', '1'] }])
    expect(await page({ ...board[0]!.query, cursor: first.next })).toMatchObject({
      rows: [{ cells: ['bob', '2.5'] }],
      next: null,
    })
    expect(await page({ view: 'key', key: 'user' })).toMatchObject({
      columns: [{ name: 'field' }, { name: 'value' }],
      rows: [{ cells: ['name', 'Ada'] }],
    })
    expect(await page({ view: 'key', key: 'none' })).toMatchObject({
      rows: [],
      empty: expect.stringMatching(/no such/),
    })
    expect(await show({ view: 'command', line: 'zrange board 0 -1' })).toEqual({
      text: '1) "ann"\n2) "bob"',
      isWrite: false,
    })
    expect(await show({ view: 'command', line: 'DEL board' })).toMatchObject({ isWrite: true })
    expect(await show({ view: 'command', line: 'GET "open' })).toMatchObject({
      text: expect.stringContaining('does not close'),
    })
    expect(await show({ view: 'nothing' })).toBeNull()
  })

  test('answers what is turned away whatever it is about, which is no act of the run', async () => {
    const { engine } = await startRedisRun({ server, sendings: [] })
    const show = (line: string) => engine.inspect('redis', 0, { view: 'command', line })
    const refused = { text: expect.stringMatching(/^\(error\) ERR /), isWrite: false }
    expect(await show('MONITOR')).toEqual(refused)
    // The mock does not tell of its commands, and judges when it is to execute them.
    const unknown = server === 'valkey' ? refused : { text: expect.any(String), isWrite: true }
    expect(await show('NONSENSE bar')).toEqual(unknown)
    expect(await show('SET board')).toEqual(unknown)
    expect(await show('SET board 1')).toMatchObject({ isWrite: true })
  })

  test('finds the few living keys among many that have expired', async () => {
    const expired = Array.from({ length: 300 }, (_, index) => `SET old:${index} x PX 50`)
    const { engine } = await startRedisRun({
      server,
      sendings: [[0, ...expired, 'SET new 1']],
      actions: ['freeze:redis@20'],
    })
    await engine.advance(500, 1e6)
    const page = (await engine.inspect('redis', 0, { view: 'keys' })) as unknown as TablePage
    expect(page.rows.map(({ cells }) => cells[0])).toEqual(['new'])
  })

  test('runs a command of the prompt as part of the run', async () => {
    const { engine, outcomes } = await startRedisRun({ server, sendings: [[500, 'GET key']] })
    await engine.advance(100, 1e6)
    const action = { verb: 'command', target: { kind: 'box', box: 'redis' } } as const
    expect(await engine.inject({ ...action, value: 'SET key "two words"' })).toBe('OK')
    expect(await engine.inject({ ...action, value: 'BLPOP queue 0' })).toContain('(error) ERR blocking commands')
    expect(await engine.inject({ ...action, value: 'SET "open' })).toContain('(error) ERR the quote')
    await engine.advance(1000, 1e6)
    expect(outcomes[0]!.result).toEqual(['two words'])
    expect(engine.run.actions).toHaveLength(3)
  })
})

test('a skewed box tells its own time', async () => {
  const run = await playRedisRun({
    sendings: [
      [100, 'TIME'],
      [300, 'TIME'],
    ],
    actions: ['skew:redis=5000@200'],
  })
  expect(run.outcomes.map(({ result }) => microsOf(result[0] as RedisReply))).toEqual([101_000, 5_301_000])
})

test('a skewed box expires its keys by its own time', async () => {
  const run = await playRedisRun({
    sendings: [
      [300, 'SET k v PX 500'],
      [700, 'GET k'],
      [900, 'GET k'],
    ],
    actions: ['skew:redis=-5000@200'],
  })
  expect(run.outcomes.map(({ result }) => result)).toEqual([['OK'], ['v'], [null]])
})

test('a fail-over keeps the memory limit that is in force', async () => {
  const run = await playRedisRun({
    sendings: [
      [0, 'SET key value'],
      [300, 'SET key other'],
      [500, 'SET key other'],
    ],
    actions: ['oom:redis@100-400', 'failover:redis=250@200'],
  })
  expect(results(run)).toEqual([['OK'], [OOM], ['OK']])
})
