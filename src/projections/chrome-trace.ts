/**
 * The trace in the format of Chrome and Perfetto (JSON array of trace events): a process for each box, its calls as asynchronous
 * slices from request to outcome, facts and faults as instants. Times are in microseconds of the run.
 *
 * Format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import { arrowName, endsOf } from '~/kernel/arrow'
import type { AnyDiagram } from '~/kernel/diagram'
import type { Kind } from '~/kernel/kind'

interface Event {
  readonly n: number
  readonly t: number
  readonly kind: Kind
  readonly node: string
  readonly instance: number
  readonly arrow: string
  readonly op: number
  readonly id: number
  readonly key: string
  readonly data: unknown
}

/** Writes events of a run one by one. */
export class ChromeTrace {
  private readonly processes: ReadonlyMap<string, number>
  private readonly callees: ReadonlyMap<string, string>
  /** Where each call was begun: slices end at the process where they began. */
  private readonly open = new Map<number, string>()

  constructor(diagram: AnyDiagram) {
    this.processes = new Map(Object.keys(diagram.boxes).map((box, index) => [box, index + 1]))
    this.callees = new Map(diagram.arrows.map((arrow) => [arrowName(arrow), endsOf(arrow).callee]))
  }

  /** What names the processes. */
  head(): string[] {
    return [...this.processes].map(([name, pid]) =>
      JSON.stringify({ ph: 'M', name: 'process_name', pid, tid: 0, args: { name } }),
    )
  }

  /** The line for an event; none for one that is not drawn. */
  lines(event: Event): readonly string[] {
    const line = this.line(event)
    return line === null ? [] : [line]
  }

  private line({ t, kind, node, instance, arrow, op, id, key, data }: Event): string | null {
    const place = { ts: Math.round(t * 1000), pid: this.processes.get(node) ?? 0, tid: instance }
    switch (kind) {
      case 'send': {
        const name = `${this.callees.get(arrow)} ${key}`
        this.open.set(op, name)
        return JSON.stringify({ ph: 'b', cat: 'call', id: op, name, ...place, args: { request: id, message: data } })
      }
      case 'ok':
      case 'fail':
      case 'info': {
        const name = this.open.get(op)
        if (name === undefined) return null
        this.open.delete(op)
        const outcome = kind === 'ok' ? 'ok' : kind === 'fail' ? `failed: ${key}` : `unknown: ${key}`
        return JSON.stringify({ ph: 'e', cat: 'call', id: op, name, ...place, args: { outcome } })
      }
      case 'state':
        return JSON.stringify({ ph: 'i', s: 't', cat: 'fact', name: key, ...place, args: { request: id, fact: data } })
      case 'fault':
      case 'heal':
      case 'action':
      case 'crash':
      case 'restart':
        return JSON.stringify({ ph: 'i', s: 'g', cat: 'fault', name: `${kind} ${key}`, ...place, args: { data } })
      default:
        return null
    }
  }
}
