/** The drawing: a distributed rate limiter that protects an API of 10,000 requests per second. */
import { EDGE_HOP, LOCAL_HOP } from '~/blocks/hops'
import { defineDiagram } from '~/kernel/diagram'

export default defineDiagram({
  id: 'rate-limiter',
  file: 'distributed-rate-limiter',
  title: 'Distributed rate limiter',
  line: 'Ten thousand requests a second, one sorted set per caller. When Redis goes away, the traffic does not.',
  order: 1,
  boxes: {
    clients: {
      label: 'Clients',
      sublabel: 'mobile · web · 3rd party',
      kind: 'actor',
      at: { x: 0, y: 86 },
    },
    abuser: {
      label: 'Abusive actor',
      sublabel: 'bot / retry storm',
      kind: 'actor',
      at: { x: 0, y: 296 },
    },
    gateway: {
      label: 'API Gateway',
      sublabel: 'rate-limit middleware',
      lines: ['tenant · route · user'],
      kind: 'service',
      at: { x: 300, y: 180 },
      instances: 3,
    },
    redis: {
      label: 'Redis',
      sublabel: 'ZADD + ZREMRANGEBYSCORE',
      lines: ['sliding window, sorted set'],
      kind: 'store',
      at: { x: 300, y: 0 },
    },
    shadow: {
      label: 'Local shadow cache',
      sublabel: 'fallback if Redis down',
      kind: 'cache',
      at: { x: 300, y: 366 },
      hostedBy: 'gateway',
    },
    orders: {
      label: 'Orders service',
      sublabel: 'protected',
      kind: 'service',
      at: { x: 612, y: 22 },
    },
    payments: {
      label: 'Payments service',
      sublabel: 'protected',
      kind: 'service',
      at: { x: 612, y: 130 },
    },
    search: {
      label: 'Search service',
      sublabel: 'protected',
      kind: 'service',
      at: { x: 612, y: 238 },
    },
    throttled: {
      label: 'HTTP 429',
      sublabel: 'Retry-After header',
      kind: 'response',
      at: { x: 612, y: 366 },
      hostedBy: 'gateway',
    },
  },
  arrows: [
    { from: 'clients', to: 'gateway', latency: EDGE_HOP },
    { from: 'abuser', to: 'gateway', latency: EDGE_HOP, tone: 'throttled' },
    { from: 'gateway', to: 'redis', latency: LOCAL_HOP, fromSide: 'top', toSide: 'bottom' },
    { from: 'gateway', to: 'shadow', tone: 'degraded', fromSide: 'bottom', toSide: 'top' },
    { from: 'gateway', to: 'orders', latency: LOCAL_HOP },
    { from: 'gateway', to: 'payments', latency: LOCAL_HOP },
    { from: 'gateway', to: 'search', latency: LOCAL_HOP },
    { from: 'gateway', to: 'throttled', tone: 'throttled' },
  ],
  claims: [
    {
      id: 'sliding-window',
      title: 'A window that slides',
      statement: 'Nobody gets more than the limit in any window, not just in a clock-aligned one.',
    },
    {
      id: 'atomic-lua',
      title: 'One script decides',
      statement: 'Reading and recording are one atomic step, so concurrency cannot over-admit.',
    },
    {
      id: 'composite-keys',
      title: 'Keys per tenant, user and route',
      statement: 'Every caller is counted apart, so the abuser is throttled alone.',
    },
    {
      id: 'shadow-cache',
      title: 'A shadow cache when Redis is gone',
      statement: 'Each gateway counts on its own share: traffic flows, the overshoot stays bounded.',
    },
  ],
  legend: [
    { tone: 'allowed', text: 'allowed' },
    { tone: 'throttled', text: 'throttled (429)' },
    { tone: 'degraded', text: 'decided locally' },
    { tone: 'unknown', text: 'outcome unknown' },
    { tone: 'failed', text: 'failed' },
  ],
})
