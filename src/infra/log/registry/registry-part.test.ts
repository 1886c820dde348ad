/** The registry in a cluster of three brokers, with a real quorum and real replication, as its clients see it. */
import { describe, expect, test } from 'vitest'
import { isCallError } from '~/kernel/call-error'
import { createRegistryClient, isRegistryOutage } from '../client/registry-client'
import { ClusterMetadataPart } from '../controller/metadata-part'
import { RegistryError, type SchemaRegistry } from '../port/registry'
import type { RegistryRequest, RegistryResponse } from '../protocol/registry-api'
import { playLogRun, type Client, type Doing, type LogRun } from '../testing/log-run'
import { RegistryPart } from './registry-part'

const SUBJECT = 'orders.v1-value'
const FIRST_MS = 3_000
const V1 = schema('"id","type":"string"')
const V2 = schema('"id","type":"string"', '"total","type":"int","default":0')
/** Not BACKWARD: what was written by the first has no `sum`. */
const CLASH = schema('"id","type":"string"', '"sum","type":"int"')

function schema(...fields: readonly string[]): string {
  return `{"type":"record","name":"Order","fields":[${fields.map((field) => `{"name":${field}}`).join(',')}]}`
}

function play(doings: readonly Doing[], actions: readonly string[] = [], durationMs = 12_000): Promise<LogRun> {
  return playLogRun({
    createMetadata: (context) => new ClusterMetadataPart(context),
    others: [(context, metadata, partitions) => new RegistryPart(context, metadata, partitions)],
    doings,
    actions,
    durationMs,
  })
}

/** What a client does with the registry; refusals are outcomes. */
function doing(atMs: number, work: (registry: SchemaRegistry) => Promise<unknown>, retries = 3): Doing {
  return [
    atMs,
    async ({ context }) => {
      try {
        return await work(createRegistryClient(context, 'kafka', { timeoutMs: 2_000, retries }))
      } catch (error) {
        if (error instanceof RegistryError) return error.code
        throw error
      }
    },
  ]
}

async function rest(
  { context }: Client,
  method: RegistryRequest['method'],
  path: string,
  body: RegistryRequest['body'] = null,
): Promise<RegistryResponse> {
  const request: RegistryRequest = { type: 'Registry', request: 0, method, path, body }
  return context.call<RegistryResponse>('kafka', request, { timeoutMs: 6_000 })
}

/** One thing after the other, in one story. */
async function outcomesOf(work: (registry: SchemaRegistry) => Promise<unknown>): Promise<unknown> {
  return (await play([doing(FIRST_MS, work)])).outcomes[0]!.result
}

/** What it resolves with, or the code of the refusal. */
async function codeOf(asking: Promise<unknown>): Promise<unknown> {
  try {
    return await asking
  } catch (error) {
    if (error instanceof RegistryError) return error.code
    throw error
  }
}

test('whichever broker is asked, one registry answers, and ids count from 1', async () => {
  const run = await play([
    [
      FIRST_MS,
      async (client) => {
        const answers = []
        for (let turn = 0; turn < 3; turn += 1) {
          answers.push(await rest(client, 'POST', `/subjects/${turn}-value/versions`, { schema: V1 }))
        }
        answers.push(await rest(client, 'POST', '/subjects/0-value/versions', { schema: V2 }))
        answers.push(await rest(client, 'GET', '/schemas/ids/2'))
        return answers
      },
    ],
  ])
  expect(run.outcomes[0]!.result).toEqual([
    { status: 200, body: { id: 1 } },
    { status: 200, body: { id: 1 } },
    { status: 200, body: { id: 1 } },
    { status: 200, body: { id: 2 } },
    { status: 200, body: { schema: V2 } },
  ])
  const facts = run.facts('schema')
  expect(facts.map(({ value }) => value)).toEqual([
    { subject: '0-value', version: 1, verdict: 'registered', reason: '' },
    { subject: '1-value', version: 1, verdict: 'registered', reason: '' },
    { subject: '2-value', version: 1, verdict: 'registered', reason: '' },
    { subject: '0-value', version: 2, verdict: 'registered', reason: '' },
  ])
  expect(new Set(facts.map(({ instance }) => instance)).size).toBe(1)
})

test('a schema that clashes is refused, and the refusal names the field', async () => {
  const run = await play([
    doing(FIRST_MS, (registry) => registry.register(SUBJECT, V1)),
    doing(FIRST_MS + 3_000, (registry) => registry.register(SUBJECT, V1)),
    doing(FIRST_MS + 4_000, (registry) => registry.check(SUBJECT, CLASH)),
    doing(FIRST_MS + 5_000, (registry) => registry.register(SUBJECT, CLASH)),
    doing(FIRST_MS + 6_000, (registry) => registry.versions(SUBJECT)),
  ])
  expect(run.outcomes.map(({ result }) => result)).toEqual([
    1,
    1,
    { isCompatible: false, messages: expect.arrayContaining([expect.stringContaining("The field 'sum'")]) as string[] },
    409,
    [1],
  ])
  expect(run.facts('schema').map(({ value }) => value)).toEqual([
    { subject: SUBJECT, version: 1, verdict: 'registered', reason: '' },
    { subject: SUBJECT, version: 1, verdict: 'known', reason: '' },
    {
      subject: SUBJECT,
      version: 2,
      verdict: 'refused',
      reason: expect.stringMatching(/field 'sum'.*\(version 1, BACKWARD\)$/) as string,
    },
  ])
})

test('deleted is not gone, gone is gone, and neither an id nor what it says is ever given again', async () => {
  const result = await outcomesOf(async (registry) => [
    await registry.register(SUBJECT, V1),
    await registry.register(SUBJECT, V2),
    await codeOf(registry.deleteSubject(SUBJECT, { isPermanent: true })),
    await registry.deleteVersion(SUBJECT, 2),
    await registry.latest(SUBJECT).then(({ version }) => version),
    await registry.deleteSubject(SUBJECT),
    await codeOf(registry.deleteSubject(SUBJECT)),
    await codeOf(registry.versions(SUBJECT)),
    await registry.schemaById(2),
    await registry.deleteSubject(SUBJECT, { isPermanent: true }),
    await codeOf(registry.schemaById(2)),
    await registry.register(SUBJECT, CLASH),
    await registry.latest(SUBJECT),
  ])
  expect(result).toEqual([
    1,
    2,
    40_405,
    2,
    1,
    [1],
    40_404,
    40_401,
    V2,
    [1, 2],
    40_403,
    3,
    { subject: SUBJECT, version: 1, id: 3, schema: CLASH },
  ])
})

describe('what was registered outlasts', () => {
  const register = doing(FIRST_MS, async (registry) => {
    await registry.setCompatibility('FORWARD', SUBJECT)
    return [await registry.register(SUBJECT, V1), await registry.register(SUBJECT, CLASH)]
  })
  const look = doing(25_000, async (registry) => [
    await registry.compatibility(SUBJECT),
    await registry.versions(SUBJECT),
    await registry.schemaById(2),
    await registry.register('others', CLASH),
    await registry.register('others', schema('"name","type":"string"')).catch((error: RegistryError) => error.code),
  ])

  test.each([
    [
      'all brokers, one after the other',
      ['crash:kafka/0@6000-9000', 'crash:kafka/1@12000-15000', 'crash:kafka/2@18000-21000'],
    ],
    ['all brokers at once', ['crash:kafka@6000-8000']],
  ])('%s', async (_, actions) => {
    const { outcomes } = await play([register, look], actions, 40_000)
    expect(outcomes.map(({ result }) => result)).toEqual([
      [1, 2],
      ['FORWARD', [1, 2], CLASH, 2, 409],
    ])
  })
})

test('while the registry is down nobody is answered, and afterwards all is there', async () => {
  const { outcomes } = await play(
    [
      doing(FIRST_MS, (registry) => registry.register(SUBJECT, V1)),
      [
        6_000,
        async ({ context }) => {
          const registry = createRegistryClient(context, 'kafka', { timeoutMs: 500, retries: 0 })
          return registry.schemaById(1).catch((error: unknown) => [isCallError(error), isRegistryOutage(error)])
        },
      ],
      doing(6_500, (registry) => registry.schemaById(1)),
    ],
    ['registry-down:kafka@5000-8000'],
  )
  expect(outcomes.map(({ result }) => result)).toEqual([1, [true, true], V1])
  // It was asked until somebody answered.
  expect(outcomes[2]!.doneMs).toBeGreaterThan(8_000)
})

test('a write that is not committed is not known: it waits for the replicas', async () => {
  const { outcomes } = await play(
    [
      doing(FIRST_MS, (registry) => registry.register(SUBJECT, V1)),
      doing(5_100, (registry) => registry.register(SUBJECT, V2), 0),
      doing(16_000, (registry) => registry.register(SUBJECT, V2)),
      doing(18_000, (registry) => registry.versions(SUBJECT)),
    ],
    // The replicas do not hear each other: nothing that is appended in the meantime is committed.
    [0, 1, 2].flatMap((one) =>
      [0, 1, 2].filter((other) => other !== one).map((other) => `partition:kafka/${one}~kafka/${other}@5000-9000`),
    ),
    25_000,
  )
  expect(outcomes.map(({ result }) => result)).toEqual([
    1,
    expect.toBeOneOf([50_002, 50_003, 50_004, 'timeout']) as number,
    2,
    [1, 2],
  ])
})
