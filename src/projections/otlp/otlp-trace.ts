/** A whole run as one request of OpenTelemetry's protocol, written while it is executed: spans of a process stand together in parts. */
import type { TraceEvent } from '~/kernel/trace'
import { resourceSpans, type OtlpSpan, type Resource } from './otlp-json'
import type { OtlpOptions } from './otlp-options'
import { OtlpSpans } from './otlp-spans'

/** How many spans of a process are written together. */
const TOGETHER = 256

/** Writes the spans of a run. */
export class OtlpTrace {
  private readonly spans: OtlpSpans
  private readonly waiting = new Map<string, { readonly resource: Resource; readonly spans: OtlpSpan[] }>()
  private ready: string[] = []

  constructor(options: Omit<OtlpOptions, 'take'>) {
    this.spans = new OtlpSpans({ ...options, take: (resource, span) => this.take(resource, span) })
  }

  /** What an event makes ready to be written: entries of `resourceSpans`, most often none. */
  lines(event: TraceEvent): readonly string[] {
    this.spans.step(event)
    return this.takeReady()
  }

  /** The last entries. */
  end(nowMs: number): readonly string[] {
    this.spans.end(nowMs)
    for (const { resource, spans } of this.waiting.values()) this.write(resource, spans)
    return this.takeReady()
  }

  private take(resource: Resource, span: OtlpSpan): void {
    const key = `${resource.service} ${resource.instance}`
    let group = this.waiting.get(key)
    if (group === undefined) this.waiting.set(key, (group = { resource, spans: [] }))
    group.spans.push(span)
    if (group.spans.length >= TOGETHER) this.write(resource, group.spans)
  }

  private write(resource: Resource, spans: OtlpSpan[]): void {
    if (spans.length === 0) return
    this.ready.push(JSON.stringify(resourceSpans(resource, spans)))
    spans.length = 0
  }

  private takeReady(): readonly string[] {
    if (this.ready.length === 0) return NONE
    const { ready } = this
    this.ready = []
    return ready
  }
}

const NONE: readonly string[] = []
