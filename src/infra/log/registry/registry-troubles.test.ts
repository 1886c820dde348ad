/**
 * Whatever happens to the cluster: what the registry has acknowledged stays, one text has one id in every subject, and no id is
 * another text's, ever.
 */
import { expect, test } from 'vitest'
import { createRng } from '~/kernel/random'
import { AvroDeserializer, AvroSerializer, createRegistryClient, isRegistryOutage } from '../client'
import { createKafkaBox } from '../create-kafka-box'
import { drawTroubles } from '../testing/draw-troubles'
import { playLogRun, type Doing } from '../testing/log-run'

const END_MS = 75_000
const SUBJECTS = ['a-value', 'b-value', 'c-value']

/** What a client was told: the id of each text under each subject. */
interface Told {
  readonly subject: string
  readonly text: string
  readonly id: number
}

/** Fields with defaults come and go, so every text may join the others. */
function textOf(number: number): string {
  return `{"type":"record","name":"Event","fields":[{"name":"f${number}","type":"int","default":${number}}]}`
}

/** Registers one text after the other, each under a subject that is drawn, until an instant; goes on after every outage. */
function registering(client: number): Doing {
  return [
    3_000,
    async ({ context }) => {
      const registry = createRegistryClient(context, 'kafka', { timeoutMs: 2_000, retries: 1, retryWaitMs: 200 })
      const rng = createRng(client)
      const told: Told[] = []
      while (context.clock.monotonicMs() < 40_000) {
        const subject = SUBJECTS[rng.int(SUBJECTS.length)]!
        const text = textOf(rng.int(30))
        try {
          told.push({ subject, text, id: await registry.register(subject, text) })
        } catch (error) {
          if (!isRegistryOutage(error)) throw error
        }
        await context.clock.sleep(300)
      }
      return told
    },
    client,
  ]
}

/** At the end, what was told is asked for again. */
const LOOK: Doing = [
  END_MS,
  async ({ context }) => {
    const registry = createRegistryClient(context, 'kafka', { timeoutMs: 6_000 })
    const texts = new Map<number, string>()
    const ids = new Map<string, number>()
    for (const subject of await registry.subjects()) {
      for (const version of await registry.versions(subject)) {
        const { id, schema } = await registry.version(subject, version)
        texts.set(id, schema)
        ids.set(`${subject} ${schema}`, id)
      }
    }
    const serializer = new AvroSerializer(registry)
    const bytes = await serializer.serialize('a-value', textOf(3), { f3: 33 })
    return { texts, ids, decoded: await new AvroDeserializer(registry).deserialize(bytes) }
  },
]

async function expectKept(seed: number, actions: readonly string[]): Promise<void> {
  const { outcomes } = await playLogRun({
    createBox: (context) => createKafkaBox(context, { replicaLagTimeMaxMs: 5_000 }),
    doings: [registering(0), registering(1), LOOK],
    clients: 2,
    actions,
    seed,
    durationMs: END_MS + 15_000,
  })
  const told = [...(outcomes[0]!.result as Told[]), ...(outcomes[1]!.result as Told[])]
  const { texts, ids, decoded } = outcomes[2]!.result as {
    texts: Map<number, string>
    ids: Map<string, number>
    decoded: { value: unknown }
  }
  const why = `seed ${seed}: ${actions.join(' ')}`
  expect(told.length, why).toBeGreaterThan(30)
  for (const { subject, text, id } of told) {
    expect(texts.get(id), why).toBe(text)
    expect(ids.get(`${subject} ${text}`), why).toBe(id)
  }
  expect(new Set(texts.values()).size, why).toBe(texts.size)
  expect(decoded.value, why).toEqual({ f3: 33 })
}

test.each(Array.from({ length: 10 }, (_, index) => index + 1))('seed %i', async (seed) => {
  await expectKept(seed, drawTroubles(createRng(seed), 6_000, 34_000))
})

// Whoever leads the registry is one of them: what it appends in the meantime is truncated afterwards.
test.each([0, 1, 2])('broker %i hears nobody but clients for half a minute', async (broker) => {
  const others = [0, 1, 2].filter((other) => other !== broker)
  const cuts = others.flatMap((other) => [`kafka/${broker}~kafka/${other}`, `kafka/${other}~kafka/${broker}`])
  await expectKept(1, cuts.map((cut) => `partition:${cut}@5000-35000`)) // prettier-ignore
})
