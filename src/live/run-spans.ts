/** The spans of live runs go to the author's own collector while the runs go on, and never hold one up. */
import { sendOtlp } from '~/host/otlp/send-otlp'
import { otlpOptions } from '~/host/trace-text'
import type { Observer } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { OtlpOptions } from '~/projections/otlp/otlp-options'
import { OtlpSpans } from '~/projections/otlp/otlp-spans'

/** Requests of each second of a run that are traced: a request is some thirty spans, and a collector on the same machine wants its share. */
const REQUESTS_PER_SECOND_MAX = 50
/** Who ends does not wait longer for a collector, in milliseconds. */
const CLOSE_MS_MAX = 3_000

/** Makes spans of one run. */
export interface RunSpans {
  readonly observer: Observer
  /** The run is over: what has not ended ends now. */
  end(): void
}

/** Sends the spans of every run of a stack. */
export interface SpanSender {
  ofRun(simulation: AnySimulation, run: Run): RunSpans
  /** Sends what waits, as long as that does not take long, and tells what became of everything. */
  close(): Promise<void>
}

/**
 * Sends to the collector at an address.
 * @param tell hears what becomes of the spans, a line each, for people: when the collector begins to fail, when it is back, and at the end
 * @throws TypeError if it is no address of a collector
 */
export function sendSpans(address: string, tell: (line: string) => void): SpanSender {
  const off = new AbortController()
  // Nobody's end waits for another attempt.
  const sleep = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms).unref())
  const sender = sendOtlp(address, { tell, sleep, off: off.signal })
  const take: OtlpOptions['take'] = (...span) => sender.take(...span)
  return {
    ofRun(simulation, run) {
      let spans: OtlpSpans | undefined
      let lastMs = 0
      // A run begins when somebody plays it: the first event tells when that was.
      const begin = (atMs: number) =>
        new OtlpSpans({
          ...otlpOptions(simulation, run),
          epochMs: Date.now() - atMs,
          requestsPerSecondMax: REQUESTS_PER_SECOND_MAX,
          take,
        })
      return {
        observer: {
          step(event) {
            lastMs = event.t
            spans ??= begin(event.t)
            spans.step(event)
          },
        },
        end() {
          spans?.end(lastMs)
          spans = undefined
        },
      }
    },
    async close() {
      let timer: NodeJS.Timeout | undefined
      const tooLong = new Promise<null>((resolve) => (timer = setTimeout(resolve, CLOSE_MS_MAX, null)))
      const sent = await Promise.race([sender.close(), tooLong])
      clearTimeout(timer)
      if (sent === null) {
        off.abort()
        tell('The collector has not taken the last spans in time: they are dropped.')
        return
      }
      const { taken, rejected, dropped, problem = '' } = sent
      const lost = rejected + dropped
      tell(`${taken} spans went to the collector${lost === 0 ? '' : `, ${lost} not (${problem})`}.`)
    },
  }
}
