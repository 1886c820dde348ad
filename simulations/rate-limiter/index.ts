/** The rate limiter, put together: which code runs in which box, and which server stands behind Redis. */
import { createService } from '~/blocks/service'
import { createRedisBox } from '~/infra/redis/box'
import { kind as redis } from '~/infra/redis/kind'
import { openRedisEngine } from '~/infra/redis/open-engine'
import type { RedisEngine } from '~/infra/redis/port'
import type { Component, Context } from '~/kernel/component'
import { instancesOf } from '~/kernel/diagram'
import type { Distribution } from '~/kernel/distribution'
import { codeFiles } from '~/kernel/code-file'
import { defineSimulation } from '~/kernel/simulation'
import { algorithms } from './algorithms/choose'
import { claims, mutants } from './claims'
import { createAbuser } from './components/abuser'
import { createClients } from './components/clients'
import { createGateway } from './components/gateway'
import { createShadow } from './components/shadow'
import { createThrottled } from './components/throttled'
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
import { unhealed } from './unhealed'
import { abuserVerbs, clientVerbs } from './verbs'
import { walk } from './walk'

interface Servers {
  readonly redis: RedisEngine
}

/** A protected service: it takes what the limits let through, and not the flood beyond. */
function protectedService(workers: number, work: Distribution): (context: Context) => Component {
  return (context) => createService(context, { workers, queueLengthMax: 400, work }, { ok: true })
}

const code = codeFiles(
  import.meta.glob<string>(['./components/*.ts', './algorithms/*.lua', '/src/blocks/service.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
)

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
  unhealed,
  invariants: (values, outside) => {
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
      nobodyRefusedAfterHealing(values, admissions, outside),
      gatewaysAgree(values, outside),
    ]
  },
  reading,
  code: {
    clients: code('clients.ts'),
    abuser: code('abuser.ts'),
    gateway: code('gateway.ts', 'limiter.ts', 'over-limit-cache.ts'),
    redis: code(...Object.values(algorithms).map(({ file }) => file)),
    shadow: code('shadow.ts'),
    throttled: code('throttled.ts'),
    orders: code('service.ts'),
    payments: code('service.ts'),
    search: code('service.ts'),
  },
  walk,
})
