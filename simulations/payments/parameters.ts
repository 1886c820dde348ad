/** What can be set about the pipeline, with bounds. */
import type { ParameterValues } from '~/kernel/parameter'

/** The parameters of the pipeline. */
export const parameters = {
  keyTtlMs: { kind: 'number', label: 'Keys live for', unit: 'ms', default: 86_400_000, min: 1_000, max: 86_400_000 },
  leaseMs: { kind: 'number', label: 'A claim lasts', unit: 'ms', default: 2_000, min: 100, max: 60_000 },
  markMs: { kind: 'number', label: 'A mark in Redis lasts', unit: 'ms', default: 2_000, min: 1, max: 60_000 },
  redisTimeoutMs: { kind: 'number', label: 'Redis deadline', unit: 'ms', default: 25, min: 1, max: 1_000 },
  pspTimeoutMs: { kind: 'number', label: 'PSP deadline in a request', unit: 'ms', default: 800, min: 50, max: 30_000 },
  attemptsMax: {
    kind: 'number',
    label: 'Attempts before the dead letters',
    unit: 'attempts',
    default: 10,
    min: 1,
    max: 50,
  },
  backoffFirstMs: { kind: 'number', label: 'First backoff', unit: 'ms', default: 300, min: 1, max: 10_000 },
  backoffMaxMs: { kind: 'number', label: 'Longest backoff', unit: 'ms', default: 5_000, min: 1, max: 60_000 },
} as const

/** Their values in one run. */
export type Parameters = ParameterValues<typeof parameters>

/** How long the API waits for one statement, in milliseconds. */
export const SQL_TIMEOUT_MS = 500

/** The first and the longest pause between attempts to settle, in milliseconds. */
export function backoffLimits({ backoffFirstMs, backoffMaxMs }: Parameters): { firstMs: number; maxMs: number } {
  return { firstMs: backoffFirstMs, maxMs: Math.max(backoffFirstMs, backoffMaxMs) }
}

/** How long a request has its payment to itself before the event of it is due, in milliseconds. */
export function requestTimeMs({ pspTimeoutMs }: Parameters): number {
  return pspTimeoutMs + SQL_TIMEOUT_MS
}

/** The longest that any event is put off, in milliseconds. */
export function longestWaitMs(parameters: Parameters): number {
  return Math.max(backoffLimits(parameters).maxMs, requestTimeMs(parameters))
}
