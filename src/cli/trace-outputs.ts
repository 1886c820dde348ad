/** Where the trace of a run goes while it is executed: to files, or to a collector. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { sendOtlp } from '~/host/otlp/send-otlp'
import type { TraceFormat } from '~/host/trace-formats'
import { otlpOptions, traceText } from '~/host/trace-text'
import type { Observer } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import { OtlpSpans } from '~/projections/otlp/otlp-spans'
import { UsageError } from './argument-reading'

/** Somewhere that a trace goes. */
export interface TraceOutput {
  readonly observer: Observer
  /** Is awaited now and then, so that what takes the trace can keep up. */
  keepUp(): Promise<void>
  /** `endMs` is where the run ended, in milliseconds of virtual time. */
  close(endMs: number): Promise<void>
}

/**
 * Streams the trace to a file, as fast as the disk takes it: as NDJSON, one event a line.
 * @throws {UsageError} if it cannot be written
 */
export function traceToFile(file: string, simulation: AnySimulation, run: Run): Promise<TraceOutput> {
  return toFile('trace', 'ndjson', file, simulation, run)
}

/**
 * The spans of a run: to a file, or to the collector at an address.
 * @throws {UsageError} if it cannot be written, or is no address of a collector
 */
export async function otlpTo(place: string, simulation: AnySimulation, run: Run): Promise<TraceOutput> {
  if (!/^[a-z]+:\/\//i.test(place)) return toFile('otlp', 'otlp', place, simulation, run)
  const sender = senderTo(place)
  const spans = new OtlpSpans({ ...otlpOptions(simulation, run), take: (...span) => sender.take(...span) })
  return {
    observer: { step: (event) => spans.step(event) },
    keepUp: () => sender.keepUp(),
    close: async (endMs) => {
      spans.end(endMs)
      const { taken, rejected, dropped, problem = '' } = await sender.close()
      const lost = rejected + dropped
      const but = lost === 0 ? '' : `, ${lost} not (${problem})`
      process.stderr.write(`${taken} spans went to the collector${but}.\n`)
    },
  }
}

function senderTo(place: string) {
  try {
    return sendOtlp(place)
  } catch (error) {
    throw new UsageError(`--otlp: ${(error as Error).message}.`)
  }
}

async function toFile(
  option: string,
  format: TraceFormat,
  file: string,
  simulation: AnySimulation,
  run: Run,
): Promise<TraceOutput> {
  const stream = createWriteStream(file)
  try {
    await once(stream, 'open')
  } catch (error) {
    throw new UsageError(`--${option} cannot write "${file}": ${(error as Error).message}`)
  }
  const text = traceText(format, simulation, run)
  let chunk = text.head
  let isFirst = true
  const add = (lines: readonly string[]) => {
    for (const line of lines) {
      chunk += isFirst ? line : text.separator + line
      isFirst = false
    }
  }
  const keepUp = async () => {
    const full = chunk
    chunk = ''
    if (full !== '' && !stream.write(full)) await once(stream, 'drain')
  }
  add(text.first())
  return {
    observer: { step: (event) => add(text.lines(event)) },
    keepUp,
    close: async (endMs) => {
      add(text.last(endMs))
      chunk += text.foot
      await keepUp()
      stream.end()
      await once(stream, 'close')
    },
  }
}
