/** What can be set about the limiter, with bounds. */
import type { ParameterValues } from '~/kernel/parameter'

/** The parameters of the rate limiter. */
export const parameters = {
  algorithm: {
    kind: 'choice',
    label: 'Algorithm',
    default: 'sliding-log',
    options: ['sliding-log', 'sliding-counter', 'fixed-window', 'gcra'],
  },
  windowMs: { kind: 'number', label: 'Window', unit: 'ms', default: 1000, min: 1000, max: 60_000 },
  tenantLimit: { kind: 'number', label: 'Per tenant', unit: 'requests', default: 2000, min: 6, max: 1_000_000 },
  userLimit: { kind: 'number', label: 'Per user', unit: 'requests', default: 100, min: 6, max: 1_000_000 },
  routeLimit: {
    kind: 'number',
    label: 'Per tenant and route',
    unit: 'requests',
    default: 1000,
    min: 6,
    max: 1_000_000,
  },
  redisTimeoutMs: { kind: 'number', label: 'Redis deadline', unit: 'ms', default: 25, min: 1, max: 1000 },
  shadowShare: {
    kind: 'number',
    label: 'Shadow share of the limit',
    unit: 'of the limit',
    default: 0.5,
    min: 0.1,
    max: 1,
  },
  probeMs: { kind: 'number', label: 'Probe Redis every', unit: 'ms', default: 400, min: 50, max: 10_000 },
  ordersPolicy: {
    kind: 'choice',
    label: 'Orders, Redis gone',
    default: 'fail-soft',
    options: ['fail-soft', 'fail-open', 'fail-closed'],
  },
  paymentsPolicy: {
    kind: 'choice',
    label: 'Payments, Redis gone',
    default: 'fail-soft',
    options: ['fail-soft', 'fail-open', 'fail-closed'],
  },
  searchPolicy: {
    kind: 'choice',
    label: 'Search, Redis gone',
    default: 'fail-soft',
    options: ['fail-soft', 'fail-open', 'fail-closed'],
  },
  withoutShadow: {
    kind: 'choice',
    label: 'Without the shadow cache',
    default: 'fail-open',
    options: ['fail-open', 'fail-closed'],
  },
  // What the services behind the API can take, all together: the limit of the one shared key when composite keys are switched off.
  sharedLimit: {
    kind: 'number',
    label: 'Without composite keys',
    unit: 'requests/s',
    default: 12_000,
    min: 6,
    max: 1_000_000,
    onlyWithout: 'composite-keys',
  },
  dryRun: { kind: 'choice', label: 'Dry run (count, never refuse)', default: 'off', options: ['off', 'on'] },
} as const

/** Their values in one run. */
export type Parameters = ParameterValues<typeof parameters>
