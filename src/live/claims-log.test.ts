/** The claims that stand on Kafka, on a real cluster: each comes to the engine's verdict, with its safeguard and without. */
import { describe } from 'vitest'
import { realKafkaJars } from '~/infra/log/testing/real-kafka'
import { sidesOf, testOnSharedServers, type ShortClaim } from './testing/claims-in-time'

const EVENTS = { id: 'events', load: ['rate:orders=30@0', 'rate:catalog=10@0', 'rate:users=5@0'], settleMs: 6_000 }
const CLAIMS: readonly ShortClaim[] = [
  // The notifications have eight seconds to get going, and three for each event.
  { ...EVENTS, claim: 'consumer-groups', load: ['rate:orders=40@0', 'rate:catalog=20@0', 'rate:users=15@0'], durationMs: 12_000 }, // prettier-ignore
  { ...EVENTS, claim: 'dead-letter-replay', skipMs: 1_500, durationMs: 3_500 },
  { ...EVENTS, claim: 'schema-registry', skipMs: 2_500, durationMs: 4_000 },
  { ...EVENTS, claim: 'keyed-partitions', durationMs: 2_500 },
]
/** Runs that are played at the same time, on one cluster: none of them harms it. */
const SIDE_BY_SIDE = 3

const sides = (await Promise.all(CLAIMS.map(sidesOf))).flat()

// In CI a Kafka that is not there is a failure; elsewhere `npm test` names what was not run.
describe.skipIf(realKafkaJars() === null && !process.env['CI'])('on a real Kafka the verdict is the engine’s', () => {
  testOnSharedServers(sides, ['log', 'postgres'], SIDE_BY_SIDE)
})
