/** The breakers, put together: which code runs in which box, and what stands behind the boxes that keep something. */
import { createRedisBox } from '~/infra/redis/box'
import { kind as redis } from '~/infra/redis/kind'
import { openRedisEngine } from '~/infra/redis/open-engine'
import { instancesOf } from '~/kernel/diagram'
import { codeFiles } from '~/kernel/code-file'
import { defineSimulation, type World } from '~/kernel/simulation'
import { claims, mutants } from './claims'
import { createBreakerBox } from './components/breaker-box'
import { createEdge } from './components/edge'
import { createOrders } from './components/orders'
import { createPayments } from './components/payments'
import { createPricing } from './components/pricing'
import { createProvider } from './components/provider'
import { createSearch, staleTiles } from './components/search'
import diagram from './diagram'
import { amplification, retryBudget } from './invariants/retries'
import { cutsInTime } from './invariants/cuts-in-time'
import { History } from './invariants/history'
import { honestAnswers } from './invariants/honest-answers'
import { isolation } from './invariants/isolation'
import { justifiedTransitions } from './invariants/justified-transitions'
import { boundedFlapping } from './invariants/flapping'
import { closesAgain, neverStuck, recovers } from './invariants/liveness'
import { openAdmitsNone } from './invariants/open-admits-none'
import { withinDeadline } from './invariants/within-deadline'
import { breakerOptions, isPatient, parameters } from './parameters'
import { reading } from './reading'
import { scenarios } from './scenarios'
import { createServers, type Servers } from './servers'
import { unhealed } from './unhealed'
import { breakerVerbs, edgeVerbs, providerVerbs } from './verbs'
import { walk } from './walk'

const NODES = instancesOf(diagram, 'orders')

const code = codeFiles(
  import.meta.glob<string>(
    ['./components/*.ts', '/src/blocks/*.ts', '/src/blocks/breaker/*.ts', '!/src/blocks/**/*.test.ts'],
    { query: '?raw', import: 'default', eager: true },
  ),
)

const breakerCode = code('breaker-box.ts', 'breaker.ts', 'window.ts', 'bulkhead.ts', 'timeout.ts', 'retry.ts')

export default defineSimulation({
  diagram,
  parameters,
  boot: async (world: World): Promise<Servers> => createServers(await openRedisEngine(world), NODES),
  components: {
    edge: createEdge,
    orders: createOrders,
    pricing: createPricing,
    search: createSearch,
    'orders-breaker': (context, setup) => createBreakerBox(context, 'payments', setup),
    'pricing-breaker': (context, setup) => createBreakerBox(context, 'vendor', setup),
    'search-breaker': (context, setup) => createBreakerBox(context, 'maps', setup, staleTiles(context, setup)),
    payments: createPayments,
    vendor: (context) =>
      createProvider(context, {
        workers: 40,
        queueLengthMax: 60,
        warmAfter: 1_000,
        work: { kind: 'exponential', minMs: 15, meanMs: 10 },
        decline: 404,
      }),
    maps: (context) =>
      createProvider(context, {
        workers: 24,
        queueLengthMax: 60,
        warmAfter: 400,
        work: { kind: 'exponential', minMs: 20, meanMs: 15 },
        decline: 404,
      }),
    tiles: (context, { servers }) => createRedisBox(context, servers.redis),
  },
  stores: { tiles: redis },
  verbs: {
    edge: edgeVerbs,
    'orders-breaker': breakerVerbs,
    'pricing-breaker': breakerVerbs,
    'search-breaker': breakerVerbs,
    payments: providerVerbs,
    vendor: providerVerbs,
    maps: providerVerbs,
  },
  scenarios,
  claims,
  mutants,
  unhealed,
  invariants: (values, outside) => {
    const history = new History(breakerOptions(values))
    return [
      openAdmitsNone(history),
      justifiedTransitions(history),
      isolation(history, values.bulkhead),
      withinDeadline(values.deadlineMs),
      retryBudget(history, values),
      honestAnswers(values.maxStaleMs),
      amplification(history, values, NODES),
      cutsInTime(history),
      closesAgain(history, outside, isPatient(values)),
      neverStuck(history),
      boundedFlapping(history),
      recovers(history, outside, isPatient(values)),
    ]
  },
  reading,
  code: {
    edge: code('edge.ts'),
    orders: code('orders.ts'),
    pricing: code('pricing.ts'),
    search: code('search.ts'),
    'orders-breaker': breakerCode,
    'pricing-breaker': breakerCode,
    'search-breaker': breakerCode,
    payments: code('payments.ts', 'provider.ts'),
    vendor: code('provider.ts'),
    maps: code('provider.ts'),
    tiles: [],
  },
  walk,
})
