/**
 * The spans of a run, as they end: one for each request of the outside world, and below it one for each call along an arrow, at the
 * box that asks, and one for its handling, at the box that is asked. What is lost or done twice on the way, and what a box states,
 * are events within them; what is done to boxes and arrows are events of the span of the run.
 */
import { arrowName, endsOf } from '~/kernel/arrow'
import { RUN_EPOCH_MS } from '~/kernel/time'
import type { TraceEvent } from '~/kernel/trace'
import { callTerms } from './call-terms'
import { CarriedLinks } from './carried-links'
import { Ids } from './ids'
import { linkTo, OpenSpan, UNFINISHED, type OpenCall, type OpenRequest, type SpanFailure, type SpanStart } from './open-span' // prettier-ignore
import { SPAN_KIND } from './otlp-json'
import type { OtlpOptions } from './otlp-options'
import { SeenRequests } from './seen-requests'

/** A request of which nothing was heard for so long is over, in milliseconds of the run. */
const QUIET_MS = 5000
const SWEEP_MS = 1000
const FACT_LENGTH_MAX = 1000

/** Makes spans of the events of one run. */
export class OtlpSpans {
  private readonly options: OtlpOptions
  private readonly epochMs: number
  private readonly ids: Ids
  private readonly arrows: ReadonlyMap<string, { readonly callee: string; readonly isInProcess: boolean }>
  private readonly run: OpenSpan
  private readonly requests = new Map<number, OpenRequest>()
  private readonly calls = new Map<number, OpenCall>()
  /** Requests being handled, by the number of the event with which they came. */
  private readonly handlings = new Map<number, OpenSpan>()
  private readonly seen: SeenRequests
  private readonly carried: CarriedLinks
  private sweptMs = 0

  constructor(options: OtlpOptions) {
    const { diagram, runName, epochMs = RUN_EPOCH_MS, requestsPerSecondMax = Infinity } = options
    this.options = options
    this.epochMs = epochMs
    this.seen = new SeenRequests(requestsPerSecondMax)
    this.ids = new Ids(`${epochMs} ${runName}`)
    this.carried = new CarriedLinks(options, this.ids, this.seen)
    this.arrows = new Map(
      diagram.arrows.map((arrow) => [
        arrowName(arrow),
        { callee: endsOf(arrow).callee, isInProcess: arrow.latency === undefined },
      ]),
    )
    this.run = this.begin({
      traceId: this.ids.trace('run', 1),
      spanId: this.ids.span('run', 1),
      name: `run ${diagram.id}`,
      kind: SPAN_KIND.internal,
      attributes: { 'boxes_and_arrows.run': runName },
      box: diagram.id,
      instance: 0,
      startMs: 0,
    })
  }

  step(event: TraceEvent): void {
    const { t, kind, id, op } = event
    if (t - this.sweptMs >= SWEEP_MS) this.sweep(t)
    const request = id === 0 ? undefined : this.requestOf(event)
    if (id !== 0 && request === undefined && this.seen.isLeftOut(id)) return
    if (request !== undefined) request.lastMs = t
    switch (kind) {
      case 'send':
        return this.sent(event, request)
      case 'recv':
        return this.received(event)
      case 'reply':
        return this.replied(event)
      case 'ok':
      case 'fail':
      case 'info':
        return this.ended(event, request)
      case 'drop':
      case 'duplicate':
        return this.calls.get(op)?.span.note(t, kind, { reason: event.key })
      case 'state': {
        const span = this.handlings.get(event.cause) ?? request?.span
        return span?.note(t, event.key, { fact: (JSON.stringify(event.data) ?? '').slice(0, FACT_LENGTH_MAX) })
      }
      case 'crash':
        this.run.note(t, `crash ${event.node}`, { 'service.instance.id': `${event.node}-${event.instance}` })
        return this.crashed(event)
      default:
        this.run.note(t, `${kind} ${event.key}`.trimEnd(), placeOf(event))
    }
  }

  /** Ends all that is not over: the run has ended, or nobody wants more of it. */
  end(nowMs: number): void {
    for (const [number, { span }] of this.calls) this.finish(this.calls, number, span, nowMs, UNFINISHED)
    for (const [number, span] of this.handlings) this.finish(this.handlings, number, span, nowMs, UNFINISHED)
    for (const [number, request] of this.requests) this.endRequest(number, request)
    if (this.seen.leftOut > 0) this.run.set({ 'boxes_and_arrows.requests_left_out': this.seen.leftOut })
    this.finish(null, 0, this.run, nowMs)
  }

  private sent(event: TraceEvent, request: OpenRequest | undefined): void {
    const { t, node, instance, arrow, op, id, cause, key, data } = event
    const { callee, isInProcess } = this.arrows.get(arrow) ?? { callee: arrow, isInProcess: false }
    const terms = this.options.termsOf(callee, data)
    const call = terms === null ? callTerms(key, callee) : null
    const within = this.handlings.get(cause)?.start
    const own = id === 0 ? undefined : this.ids.trace('request', id)
    const traceId = own ?? within?.traceId ?? this.ids.trace('call', op)
    const isSame = within?.traceId === traceId
    const parentSpanId = isSame ? within.spanId : own === undefined ? undefined : this.ids.span('request', id)
    const kind = isInProcess ? 'internal' : (terms?.kind ?? 'client')
    const span = this.begin({
      traceId,
      spanId: this.ids.span('call', op),
      parentSpanId,
      name: terms?.name ?? call!.name,
      kind: SPAN_KIND[kind],
      attributes: { ...(terms?.attributes ?? call!.client), ...(isInProcess ? {} : { 'server.address': callee }) },
      link: within === undefined || isSame ? undefined : linkTo(within),
      box: node,
      instance,
      startMs: t,
    })
    if (id === 0) this.carried.note(span, callee, data)
    const serverAttributes = call?.server ?? {}
    this.calls.set(op, { span, serverAttributes, isHttp: call?.isHttp === true, isInProcess })
    if (request === undefined) return
    request.calls++
    if (request.span.name === '') request.span.name = key
  }

  private received({ n, t, node, instance, op, key }: TraceEvent): void {
    const call = this.calls.get(op)
    // Whoever asked may have given up: the handling belongs to that call all the same, but its trace is not known any more.
    const traceId = call?.span.start.traceId ?? this.ids.trace('call', op)
    const isInProcess = call?.isInProcess === true
    const span = this.begin({
      traceId,
      spanId: this.ids.span('handling', n),
      parentSpanId: this.ids.span('call', op),
      name: call?.span.name ?? key,
      kind: isInProcess ? SPAN_KIND.internal : SPAN_KIND.server,
      ...(call?.serverAttributes === undefined ? {} : { attributes: call.serverAttributes }),
      box: node,
      instance,
      startMs: t,
    })
    this.handlings.set(n, span)
  }

  private replied({ t, op, id, node, cause, key, data }: TraceEvent): void {
    const call = this.calls.get(op)
    const status = call?.isHttp === true ? (data as { readonly status?: unknown } | null)?.status : undefined
    const span = this.handlings.get(cause)
    if (typeof status === 'number') {
      for (const side of [call?.span, span]) side?.set({ 'http.response.status_code': status })
    }
    if (id === 0 && call !== undefined) this.carried.note(call.span, node, data)
    if (span === undefined) return
    this.finish(this.handlings, cause, span, t, key === '' ? undefined : { type: key, message: `answered: ${key}` })
  }

  private ended({ t, kind, op, node, key }: TraceEvent, request: OpenRequest | undefined): void {
    const failure =
      kind === 'ok'
        ? undefined
        : { type: key, message: kind === 'fail' ? `failed: ${key}` : `${key}: whether it was done is not known` }
    if (request !== undefined) {
      request.calls--
      if (request.span.start.box === node) request.answer = { atMs: t, failure }
    }
    const call = this.calls.get(op)
    if (call !== undefined) this.finish(this.calls, op, call.span, t, failure)
  }

  /** What a process was doing when it died ends there. */
  private crashed({ t, node, instance }: TraceEvent): void {
    const isThere = ({ start }: OpenSpan) => start.box === node && start.instance === instance
    const failure = { type: 'crash', message: `${node} died` }
    for (const [n, span] of this.handlings) if (isThere(span)) this.finish(this.handlings, n, span, t, failure)
    for (const [op, { span }] of this.calls) if (isThere(span)) this.finish(this.calls, op, span, t, failure)
  }

  /** The span of a request, begun when it is first heard of; undefined once it was over. */
  private requestOf({ t, id, node, instance }: TraceEvent): OpenRequest | undefined {
    const known = this.requests.get(id)
    if (known !== undefined || !this.seen.begins(id, t)) return known
    const span = this.begin({
      traceId: this.ids.trace('request', id),
      spanId: this.ids.span('request', id),
      name: '',
      kind: SPAN_KIND.internal,
      attributes: { 'boxes_and_arrows.request': id },
      box: node,
      instance,
      startMs: t,
    })
    const request: OpenRequest = { span, lastMs: t, answer: undefined, calls: 0 }
    this.requests.set(id, request)
    return request
  }

  private sweep(nowMs: number): void {
    this.sweptMs = nowMs
    for (const [id, request] of this.requests) {
      if (request.calls <= 0 && nowMs - request.lastMs >= QUIET_MS) this.endRequest(id, request)
    }
  }

  private endRequest(id: number, { span, lastMs, answer }: OpenRequest): void {
    span.name ||= 'request'
    this.requests.delete(id)
    this.finish(null, id, span, answer?.atMs ?? lastMs, answer?.failure)
  }

  private begin(start: SpanStart): OpenSpan {
    return new OpenSpan(start, this.epochMs)
  }

  private finish(
    from: Map<number, unknown> | null,
    number: number,
    span: OpenSpan,
    atMs: number,
    failure?: SpanFailure,
  ) {
    from?.delete(number)
    const { box, instance } = span.start
    const resource = { service: box, instance, namespace: this.options.diagram.id }
    this.options.take(resource, span.end(atMs, failure))
  }
}

function placeOf({ arrow, node }: TraceEvent): Readonly<Record<string, string>> {
  const at = arrow || node
  return at === '' ? {} : { at }
}
