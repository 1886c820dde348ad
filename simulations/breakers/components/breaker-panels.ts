/** A breaker as the inspector draws it: its state machine, its window and rates, its permits and its next probe. */
import type { CircuitBreaker } from '~/blocks/breaker/breaker'
import type { BreakerOptions } from '~/blocks/breaker/options'
import type { Panel } from '~/kernel/panel'

type Seen = ReturnType<CircuitBreaker['inspect']>

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** The panels of one breaker. */
export function breakerPanels(seen: Seen, options: BreakerOptions): readonly Panel[] {
  // Open, it counts nothing.
  const counted = seen.parts.length === 0 ? [] : [window(seen), ...rates(seen, options)]
  return [machine(seen, options), ...gates(seen, options), ...counted]
}

function machine(
  seen: Seen,
  { failureRate, slowCallRate, slowCallMs, minimumCalls, halfOpenCalls }: BreakerOptions,
): Panel {
  const bad = `${percent(failureRate)} failed or ${percent(slowCallRate)} took ${slowCallMs} ms`
  const isByHand = seen.state !== 'closed' && seen.state !== 'open' && seen.state !== 'half-open'
  return {
    kind: 'machine',
    label: `State, for ${seconds(seen.inStateMs)}`,
    current: seen.state,
    states: [
      { state: 'closed', tone: 'allowed' },
      { state: 'open', tone: 'failed' },
      { state: 'half-open', tone: 'throttled' },
      ...(isByHand ? [{ state: seen.state, tone: 'degraded' as const }] : []),
    ],
    steps: [
      { from: 'closed', to: 'open', when: `of ${minimumCalls} calls or more ${bad}` },
      { from: 'open', to: 'half-open', when: 'the wait is over and a call comes' },
      { from: 'half-open', to: 'open', when: `of ${halfOpenCalls} probes ${bad}` },
      { from: 'half-open', to: 'closed', when: `of ${halfOpenCalls} probes fewer did` },
    ],
  }
}

function window({ parts, calls, failures, slow }: Seen): Panel {
  return {
    kind: 'bars',
    label: 'Window',
    text: `${calls} calls: ${failures} failed, ${slow} slow`,
    bars: parts.map((part) => [
      { tone: 'allowed', value: part.calls - part.failures },
      { tone: 'failed', value: part.failures },
    ]),
  }
}

function rates({ failureRate, slowCallRate }: Seen, options: BreakerOptions): readonly Panel[] {
  const meter = (label: string, value: number, limit: number): Panel => ({
    kind: 'meter',
    label,
    text: `${percent(value)}, opens at ${percent(limit)}`,
    value,
    max: 1,
    limit,
  })
  return [
    meter('Failure rate', failureRate, options.failureRate),
    meter('Slow-call rate', slowCallRate, options.slowCallRate),
  ]
}

function gates(seen: Seen, { halfOpenCalls, openWait }: BreakerOptions): readonly Panel[] {
  if (seen.state === 'open') {
    const text = `in ${seconds(seen.nextProbeInMs)}, at the earliest; opened ${seen.openedInARow} times in a row`
    return [{ kind: 'meter', label: 'Next probe', text, value: seen.nextProbeInMs, max: openWait.maxMs }]
  }
  if (seen.state !== 'half-open') return []
  const text = `${seen.permitsLeft} of ${halfOpenCalls} left, ${seen.probesInFlight} in flight`
  return [{ kind: 'meter', label: 'Permits', text, value: seen.permitsLeft, max: halfOpenCalls }]
}
