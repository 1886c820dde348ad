/** A whole run as text: executed anew, and written while it is executed. */
import { createEngine, type Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { ExportEvent, Hear } from './api'
import type { TraceFormat } from './trace-formats'
import { traceText } from './trace-text'

/** Largest text that is written, in characters: what a page can hold. A longer run is cut. */
export const EXPORT_CHARACTERS_MAX = 200_000_000
const CHUNK_CHARACTERS = 1_000_000
const SLICE_MS = 20

/** How an export ended. */
export interface ExportOutcome {
  readonly events: number
  /** True if the text came to its limit before the run came to its end. */
  readonly isCut: boolean
  readonly traceHash: string
}

/** What an export needs of whoever asked for it. */
export interface ExportSink {
  write(text: string): void | Promise<void>
  progress(nowMs: number): void
  isWanted(): boolean
}

/** Hands an export over as events of its question. */
export function sinkOf(hear: Hear<ExportEvent>, isWanted: () => boolean): ExportSink {
  return { write: (text) => hear({ text }), progress: (nowMs) => hear({ nowMs }), isWanted }
}

/** Executes a run up to `untilMs` and writes its trace. Null if nobody wanted it any more. */
export async function exportTrace(
  simulation: AnySimulation,
  run: Run,
  host: Host,
  {
    untilMs,
    format,
    charactersMax = EXPORT_CHARACTERS_MAX,
  }: { untilMs: number; format: TraceFormat; charactersMax?: number },
  sink: ExportSink,
): Promise<ExportOutcome | null> {
  const engine = await createEngine(simulation, run, host)
  const text = traceText(format, simulation, run)
  let chunk = text.head
  let written = 0
  let isFirst = true
  const add = (lines: readonly string[]) => {
    for (const line of lines) {
      chunk += isFirst ? line : text.separator + line
      isFirst = false
    }
  }
  const flush = async () => {
    written += chunk.length
    const full = chunk
    chunk = ''
    await sink.write(full)
  }
  add(text.first())
  engine.observe({ step: (event) => add(text.lines(event)) })
  const isFull = () => written + chunk.length >= charactersMax
  while (!engine.ended && engine.nowMs < untilMs && !isFull()) {
    if (!sink.isWanted()) return null
    await engine.advance(Math.min(untilMs, engine.nowMs + SLICE_MS), Number.MAX_SAFE_INTEGER)
    if (chunk.length < CHUNK_CHARACTERS) continue
    await flush()
    sink.progress(engine.nowMs)
  }
  const isCut = isFull()
  add(text.last(engine.nowMs))
  chunk += text.foot
  await flush()
  return { events: engine.foldedEvents, isCut, traceHash: engine.trace.hash }
}
