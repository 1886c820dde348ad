/** The whole cluster as a simulation has it, through its clients, its console and its verbs. */
import { expect, test } from 'vitest'
import type { Json } from '~/kernel/json'
import type { PromptAnswer } from '~/kernel/store-kind'
import type { LogRun } from './testing/log-run'
import { playShop as play, SCHEMA, startShop, SUBJECT, TOPIC } from './testing/shop-run'

async function line({ engine }: LogRun, text: string, broker = 0): Promise<string> {
  const answer = (await engine.inspect('kafka', broker, { view: 'line', line: text })) as unknown as PromptAnswer
  return answer.text
}

/** The broker that leads a partition, as the console says. */
async function leaderOf(run: LogRun, partition: number): Promise<number> {
  const lines = (await line(run, `describe ${TOPIC}`)).split('\n')
  return Number(lines[2 + partition]!.split(/\s+/)[1])
}

test('values go through registry, log and group, and come out as they went in', async () => {
  const { outcomes } = await play()
  const { seen } = outcomes[0]!.result as { seen: { total: number }[] }
  expect(seen.toSorted((a, b) => a.total - b.total)).toEqual(
    Array.from({ length: 6 }, (_, number) => ({ id: `o-${number}`, total: number })),
  )
})

test('the console of any broker shows topics, records, groups and schemas', async () => {
  const run = await play()
  for (const broker of [0, 1, 2]) {
    expect(await line(run, 'topics', broker)).toBe(`${TOPIC}\n__consumer_offsets\n_schemas`)
    expect(await line(run, `consume ${TOPIC} --partition 1 --offset 1 --max 2`, broker)).toBe(
      `${TOPIC}-1@1  o-3  {"id":"o-3","total":3} · schema 1\n${TOPIC}-1@2  o-5  {"id":"o-5","total":5} · schema 1\n` +
        'Processed a total of 2 messages',
    )
    expect(await line(run, 'groups', broker)).toBe('search')
    expect(await line(run, 'group search', broker)).toMatch(/orders\.v1-0 +3 +3 +0 +client\/0\n/)
    expect(await line(run, `schemas ${SUBJECT}`, broker)).toBe(`${SUBJECT}: BACKWARD\nversion 1, id 1: ${SCHEMA}`)
    expect(await line(run, 'log-dirs', broker)).toMatch(/orders\.v1-0 +(leader|follower) +0 +3 +3\n/)
  }
  expect(await line(run, 'brokers')).toMatch(/^BROKER .*\n0 +active/)
})

test.each([
  ['describe nothing', 'UNKNOWN_TOPIC_OR_PARTITION: nothing'],
  ['consume orders.v1 --partition 7', 'UNKNOWN_TOPIC_OR_PARTITION: orders.v1-7'],
  ['consume orders.v1 --max many', '--max takes a whole number, and not many'],
  ['consume orders.v1 --max', '--max needs a value'],
  ['group nobody', 'GROUP_ID_NOT_FOUND: nobody'],
  ['schemas nobody', "Subject 'nobody' not found."],
  ['produce orders.v1', 'what is to be produced? As key:value, or only a value'],
  ['riddle', expect.stringContaining('unknown command riddle')],
])('a wrong line says what is wrong: %s', async (typed, text) => {
  expect(await line(await play(), typed)).toEqual(text)
})

test('a record is produced by hand at the leader of its partition, and nowhere else', async () => {
  const run = await play(['console:kafka=produce%20orders.v1%20a%20key:a%20value%20--partition%201@20000'])
  expect(await line(run, `consume ${TOPIC} --partition 1 --offset 3`)).toBe(
    `${TOPIC}-1@3  a key  a value\nProcessed a total of 1 messages`,
  )
  const leader = await leaderOf(run, 1)
  const ask = (broker: number): Promise<Json> =>
    run.engine.inspect('kafka', broker, { view: 'line', line: `produce ${TOPIC} k:v --partition 1` })
  expect(await ask(leader)).toMatchObject({ isWrite: true })
  expect(await ask((leader + 1) % 3)).toEqual({
    text: `NOT_LEADER_OR_FOLLOWER: broker ${leader} leads ${TOPIC}-1`,
    isWrite: false,
  })
})

test.each([
  ['what was appended, and where', [], `${TOPIC}-1@3`],
  ['why nothing was', ['disk-full:kafka@21000'], `KAFKA_STORAGE_ERROR: nothing was appended to ${TOPIC}-1`],
])('a line that writes says %s', async (_, actions, shown) => {
  const run = await startShop(actions)
  const { engine } = run
  await run.until(22_000)
  const leader = await leaderOf(run, 1)
  const target = { kind: 'box', box: 'kafka', instance: leader } as const
  const action = { verb: 'console', target, value: `produce ${TOPIC} k:v --partition 1` }
  expect(await engine.inject(action)).toBe(shown)
})

test('a reset of offsets takes back what a group has committed, and states it', async () => {
  const run = await play(['offset-reset:kafka=search@20000'])
  expect(await line(run, 'group search')).toMatch(/orders\.v1-0 +0 +3 +3 .*\norders\.v1-1 +0 +3 +3/)
  expect(run.facts('offset-reset').map(({ value }) => value)).toEqual([
    { group: 'search', topic: TOPIC, partition: 0, from: 3, to: 0 },
    { group: 'search', topic: TOPIC, partition: 1, from: 3, to: 0 },
  ])
})

test('retention cut takes records of topics, and leaves schemas and offsets', async () => {
  const run = await play(['retention-cut:kafka=2@20000'])
  expect(await line(run, `consume ${TOPIC}`)).toMatch(/^orders\.v1-0@2 .*\norders\.v1-1@2 /)
  expect(await line(run, `schemas ${SUBJECT}`)).toContain('version 1')
  expect(await line(run, 'group search')).toMatch(/orders\.v1-0 +3 +3 +0/)
})
