/** The rate limiter, put together: which code runs in which box, and which server stands behind Redis. */
import { createService } from '~/blocks/service'
import serviceSource from '~/blocks/service.ts?raw'
import { createRedisBox } from '~/infra/redis/box'
import { kind as redis } from '~/infra/redis/kind'
import { openRedisEngine } from '~/infra/redis/open-engine'
import type { RedisEngine } from '~/infra/redis/port'
import type { Component, Context } from '~/kernel/component'
import { instancesOf } from '~/kernel/diagram'
import type { Distribution } from '~/kernel/distribution'
import type { CodeFile } from '~/kernel/code-file'
import { defineSimulation } from '~/kernel/simulation'
import { algorithms } from './algorithms/choose'
import { claims, mutants } from './claims'
import { createAbuser } from './components/abuser'
import abuserSource from './components/abuser.ts?raw'
import { createClients } from './components/clients'
import clientsSource from './components/clients.ts?raw'
import { createGateway } from './components/gateway'
import gatewaySource from './components/gateway.ts?raw'
import limiterSource from './components/limiter.ts?raw'
import overLimitSource from './components/over-limit-cache.ts?raw'
import { createShadow } from './components/shadow'
import shadowSource from './components/shadow.ts?raw'
import { createThrottled } from './components/throttled'
import throttledSource from './components/throttled.ts?raw'
import diagram from './diagram'
import { Admissions } from './invariants/admissions'
import { atomicConsumption } from './invariants/atomic-consumption'
import { honestAnswers } from './invariants/honest-answers'
import { isolation } from './invariants/isolation'
import { keysExpire } from './invariants/keys-expire'
import { decidedInTime, gatewaysAgree, nobodyRefusedAfterHealing } from './invariants/liveness'
import { outageContract } from './invariants/outage-contract'
import { RedisHistory } from './invariants/redis-history'
import { skewProof } from './invariants/skew-proof'
import { withinLimit } from './invariants/within-limit'
import { parameters } from './parameters'
import { reading } from './reading'
import { scenarios } from './scenarios'
import { abuserVerbs, clientVerbs } from './verbs'
import { walk } from './walk'

interface Servers {
  readonly redis: RedisEngine
}

/** A protected service: it takes what the limits let through, and not the flood beyond. */
function protectedService(workers: number, work: Distribution): (context: Context) => Component {
  return (context) => createService(context, { workers, queueLengthMax: 400, work }, { ok: true })
}

const serviceCode: readonly CodeFile[] = [{ name: 'service.ts', language: 'typescript', text: serviceSource }]

export default defineSimulation({
  diagram,
  parameters,
  boot: async (world): Promise<Servers> => ({ redis: await openRedisEngine(world) }),
  components: {
    clients: createClients,
    abuser: createAbuser,
    gateway: createGateway,
    redis: (context, { servers }) => createRedisBox(context, servers.redis),
    shadow: (context, { parameters: values, without }) => createShadow(context, values, without('full-share')),
    throttled: createThrottled,
    orders: protectedService(32, { kind: 'exponential', minMs: 2, meanMs: 2 }),
    payments: protectedService(24, { kind: 'exponential', minMs: 5, meanMs: 3 }),
    search: protectedService(30, { kind: 'exponential', minMs: 2, meanMs: 3 }),
  },
  stores: { redis },
  verbs: { clients: clientVerbs, abuser: abuserVerbs },
  scenarios,
  claims,
  mutants,
  invariants: (values) => {
    const history = new RedisHistory(values)
    const admissions = new Admissions(values)
    return [
      withinLimit(values, admissions),
      atomicConsumption(values, history),
      honestAnswers(values, history),
      outageContract(values, admissions, instancesOf(diagram, 'gateway')),
      isolation(values, history),
      keysExpire(values),
      skewProof(history),
      decidedInTime(values),
      nobodyRefusedAfterHealing(values, admissions),
      gatewaysAgree(values),
    ]
  },
  reading,
  code: {
    clients: [{ name: 'clients.ts', language: 'typescript', text: clientsSource }],
    abuser: [{ name: 'abuser.ts', language: 'typescript', text: abuserSource }],
    gateway: [
      { name: 'gateway.ts', language: 'typescript', text: gatewaySource },
      { name: 'limiter.ts', language: 'typescript', text: limiterSource },
      { name: 'over-limit-cache.ts', language: 'typescript', text: overLimitSource },
    ],
    redis: Object.values(algorithms).map(({ file, source }) => ({ name: file, language: 'lua', text: source })),
    shadow: [{ name: 'shadow.ts', language: 'typescript', text: shadowSource }],
    throttled: [{ name: 'throttled.ts', language: 'typescript', text: throttledSource }],
    orders: serviceCode,
    payments: serviceCode,
    search: serviceCode,
  },
  walk,
})
