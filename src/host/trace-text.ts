/** The formats in which a trace leaves: what stands before, between and after what its events come to. */
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { StoreKind } from '~/kernel/store-kind'
import { toPlainEvent, type TraceEvent } from '~/kernel/trace'
import { ChromeTrace } from '~/projections/chrome-trace'
import type { OtlpOptions } from '~/projections/otlp/otlp-options'
import { OtlpTrace } from '~/projections/otlp/otlp-trace'
import type { TraceFormat } from './trace-formats'

/** How a format is written. */
export interface TraceText {
  readonly head: string
  readonly separator: string
  readonly foot: string
  /** What is written before any event. */
  first(): readonly string[]
  lines(event: TraceEvent): readonly string[]
  /** What is written when no event follows any more. */
  last(nowMs: number): readonly string[]
}

/** The text of a run in a format. */
export function traceText(format: TraceFormat, simulation: AnySimulation, run: Run): TraceText {
  switch (format) {
    case 'ndjson': {
      const lines = (event: TraceEvent) => [JSON.stringify(toPlainEvent(event))]
      return { head: '', separator: '\n', foot: '\n', first: () => [], lines, last: () => [] }
    }
    case 'chrome': {
      const chrome = new ChromeTrace(simulation.diagram)
      return {
        head: '{"displayTimeUnit":"ms","traceEvents":[\n',
        separator: ',\n',
        foot: '\n]}\n',
        first: () => chrome.head(),
        lines: (event) => chrome.lines(event),
        last: () => [],
      }
    }
    case 'otlp': {
      const trace = new OtlpTrace(otlpOptions(simulation, run))
      return {
        head: '{"resourceSpans":[\n',
        separator: ',\n',
        foot: '\n]}\n',
        first: () => [],
        lines: (event) => trace.lines(event),
        last: (nowMs) => trace.end(nowMs),
      }
    }
  }
}

/** What the spans of a run are made of: its name is all that it begins with, not what was done to it later. */
export function otlpOptions({ diagram, stores = {} }: AnySimulation, run: Run): Omit<OtlpOptions, 'take'> {
  const kinds: Readonly<Record<string, StoreKind | undefined>> = stores
  const { simulation, scenario, seed, settings, without, engines = {} } = run
  return {
    diagram,
    runName: JSON.stringify([simulation, scenario, seed, settings, without, engines]),
    termsOf: (box, message) => kinds[box]?.span?.(message) ?? null,
    carriedBy: (box, message) => kinds[box]?.carried?.(message) ?? null,
  }
}
