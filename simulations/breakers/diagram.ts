/** The drawing: services that cut off a failing dependency, and only that one. */
import { LOCAL_HOP, PROVIDER_HOP } from '~/blocks/hops'
import { defineDiagram } from '~/kernel/diagram'

const BREAKER = { width: 100, height: 52 } as const

export default defineDiagram({
  id: 'breakers',
  file: 'microservices-with-circuit-breakers',
  title: 'Circuit breakers per dependency',
  line: 'When a provider fails, exactly one path is cut, and what may be served from a cache is served from it.',
  order: 4,
  boxes: {
    edge: {
      label: 'Edge / BFF',
      sublabel: 'auth · routing',
      kind: 'service',
      at: { x: 0, y: 132 },
      size: { width: 150, height: 74 },
    },
    orders: { label: 'Orders service', sublabel: 'state machine', kind: 'service', at: { x: 246, y: 0 }, instances: 4 },
    pricing: {
      label: 'Pricing service',
      sublabel: 'cached responses',
      kind: 'service',
      at: { x: 246, y: 132 },
      instances: 4,
    },
    search: { label: 'Search service', sublabel: 'Redis cache', kind: 'service', at: { x: 246, y: 264 }, instances: 4 },
    'orders-breaker': { label: 'CB', kind: 'service', at: { x: 510, y: 14 }, size: BREAKER, hostedBy: 'orders' },
    'pricing-breaker': { label: 'CB', kind: 'service', at: { x: 510, y: 146 }, size: BREAKER, hostedBy: 'pricing' },
    'search-breaker': { label: 'CB', kind: 'service', at: { x: 510, y: 278 }, size: BREAKER, hostedBy: 'search' },
    payments: {
      label: 'Payments provider',
      sublabel: 'takes cards',
      stillSublabel: 'closed · healthy',
      kind: 'outside',
      at: { x: 716, y: 0 },
    },
    vendor: {
      label: 'Vendor API',
      sublabel: 'quotes prices',
      stillSublabel: 'half-open · probing',
      kind: 'outside',
      at: { x: 716, y: 132 },
    },
    maps: {
      label: 'Maps provider',
      sublabel: 'draws tiles',
      stillSublabel: 'open · fallback',
      kind: 'outside',
      at: { x: 716, y: 264 },
    },
    tiles: { label: 'Cached tiles', kind: 'cache', at: { x: 716, y: 386 }, size: { width: 184, height: 52 } },
  },
  arrows: [
    { from: 'edge', to: 'orders', latency: LOCAL_HOP },
    { from: 'edge', to: 'pricing', latency: LOCAL_HOP },
    { from: 'edge', to: 'search', latency: LOCAL_HOP },
    { from: 'orders', to: 'orders-breaker' },
    { from: 'pricing', to: 'pricing-breaker' },
    { from: 'search', to: 'search-breaker' },
    { from: 'search', to: 'tiles', latency: LOCAL_HOP, fromSide: 'bottom', toSide: 'left' },
    { from: 'orders-breaker', to: 'payments', latency: PROVIDER_HOP },
    { from: 'pricing-breaker', to: 'vendor', latency: PROVIDER_HOP, stillTone: 'throttled' },
    { from: 'search-breaker', to: 'maps', latency: PROVIDER_HOP, stillTone: 'failed' },
    { from: 'search-breaker', to: 'tiles', latency: LOCAL_HOP, tone: 'degraded', fromSide: 'bottom', toSide: 'top' },
  ],
  claims: [
    {
      id: 'per-dependency',
      title: 'One breaker per dependency',
      statement: 'Only the provider that fails is cut off; its healthy neighbours are still called.',
    },
    {
      id: 'timeout-order',
      title: 'The breaker loses patience first',
      statement: 'Its timeout is shorter than its caller’s, so it sees every failure and opens.',
    },
    {
      id: 'jittered-recovery',
      title: 'Probes do not march in step',
      statement: 'Half-open windows are jittered, so a recovering provider is not knocked down again.',
    },
    {
      id: 'safe-fallbacks',
      title: 'Fallbacks for reads only',
      statement: 'Stale tiles are served and labelled stale; a write that cannot be done fails aloud.',
    },
  ],
  legend: [
    { of: 'breakers', tone: 'allowed', text: 'closed' },
    { of: 'breakers', tone: 'throttled', text: 'half-open' },
    { of: 'breakers', tone: 'failed', text: 'open' },
    { of: 'requests', tone: 'allowed', text: 'answered' },
    { of: 'requests', tone: 'degraded', text: 'by a fallback' },
    { of: 'requests', tone: 'unknown', text: 'outcome unknown' },
    { of: 'requests', tone: 'failed', text: 'failed' },
  ],
})
