/** What can be set about the breakers and their callers, with bounds. */
import type { BreakerOptions } from '~/blocks/breaker/options'
import type { ParameterValues } from '~/kernel/parameter'

/** The parameters. */
export const parameters = {
  deadlineMs: { kind: 'number', label: 'Callers wait', unit: 'ms', default: 1_000, min: 150, max: 10_000 },
  tryTimeoutMs: { kind: 'number', label: 'Timeout of a try', unit: 'ms', default: 300, min: 100, max: 5_000 },
  window: { kind: 'choice', label: 'Window', default: 'time', options: ['time', 'count'] },
  windowMs: { kind: 'number', label: 'Window of time', unit: 'ms', default: 2_000, min: 200, max: 60_000 },
  windowCalls: { kind: 'number', label: 'Window of calls', unit: 'calls', default: 40, min: 10, max: 1_000 },
  minimumCalls: { kind: 'number', label: 'Judge from', unit: 'calls', default: 10, min: 1, max: 100 },
  failureRate: { kind: 'number', label: 'Open at failures of', unit: 'of calls', default: 0.5, min: 0.05, max: 1 },
  slowCallMs: { kind: 'number', label: 'Slow from', unit: 'ms', default: 200, min: 50, max: 5_000 },
  slowCallRate: { kind: 'number', label: 'Open at slow calls of', unit: 'of calls', default: 0.5, min: 0.05, max: 1 },
  openMs: { kind: 'number', label: 'Open at first for', unit: 'ms', default: 1_000, min: 100, max: 60_000 },
  openMaxMs: { kind: 'number', label: 'Open at most for', unit: 'ms', default: 4_000, min: 100, max: 60_000 },
  jitter: { kind: 'number', label: 'Jitter of the wait', unit: 'of it', default: 0.8, min: 0.1, max: 1 },
  halfOpenCalls: { kind: 'number', label: 'Half-open lets through', unit: 'calls', default: 3, min: 1, max: 50 },
  bulkhead: { kind: 'number', label: 'In flight at once', unit: 'calls', default: 12, min: 1, max: 1_000 },
  retryShare: { kind: 'number', label: 'Retry budget', unit: 'of requests', default: 0.1, min: 0, max: 1 },
  maxStaleMs: { kind: 'number', label: 'Serve stale for', unit: 'ms', default: 8_000, min: 500, max: 600_000 },
} as const

/** Their values in one run. */
export type Parameters = ParameterValues<typeof parameters>

/** Retries that may be saved up by one process. */
export const RETRY_RESERVE = 5
/** Closed for so long, a breaker forgets how often it had opened. */
export const CALM_MS = 10_000
/** A probe that is not heard of for so long counts as failed. Longer than any try. */
export const PROBE_TIMEOUT_MS = 1_500

/** The settings of every breaker, as the invariants know them. */
export function breakerOptions(values: Parameters): BreakerOptions {
  return {
    window:
      values.window === 'time'
        ? { kind: 'time', spanMs: values.windowMs }
        : { kind: 'count', calls: Math.max(values.windowCalls, values.minimumCalls) },
    minimumCalls: Math.round(values.minimumCalls),
    failureRate: values.failureRate,
    slowCallMs: values.slowCallMs,
    slowCallRate: values.slowCallRate,
    openWait: {
      firstMs: values.openMs,
      factor: 2,
      maxMs: Math.max(values.openMs, values.openMaxMs),
      jitter: values.jitter,
    },
    calmMs: CALM_MS,
    halfOpenCalls: Math.round(values.halfOpenCalls),
    probeTimeoutMs: Math.max(PROBE_TIMEOUT_MS, 2 * values.tryTimeoutMs),
  }
}

/** Settings by which a caller is the more patient with a provider the larger they are, or the smaller. */
const PATIENT_IF_LARGER = ['deadlineMs', 'tryTimeoutMs', 'slowCallMs', 'slowCallRate', 'openMs', 'openMaxMs'] as const
const PATIENT_IF_SMALLER = ['failureRate', 'jitter', 'retryShare', 'bulkhead'] as const

/**
 * True if callers give a provider as much time as in the drawing, and load it no more. A provider that comes back is cold: it
 * does less and takes longer until it has warmed up. Callers who wait less than that takes, or come back sooner and in
 * greater number, can keep it down for ever. Such settings are allowed, but recovery is not promised under them.
 */
export function isPatient(values: Parameters): boolean {
  return (
    PATIENT_IF_LARGER.every((name) => values[name] >= parameters[name].default) &&
    PATIENT_IF_SMALLER.every((name) => values[name] <= parameters[name].default)
  )
}
