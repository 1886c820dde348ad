/** One request to a collector of OpenTelemetry: `POST /v1/traces` in JSON. Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import type { ResourceSpans } from '~/projections/otlp/otlp-json'

/** How long it is waited for an answer, in milliseconds. */
const ANSWER_MS_MAX = 10_000
const ANSWER_LENGTH_MAX = 64 * 1024
const PROBLEM_LENGTH_MAX = 300
/** What the protocol says may be tried again. */
const AGAIN: readonly number[] = [429, 502, 503, 504]

/** What became of a request. */
export type Posted =
  | { readonly kind: 'taken'; readonly rejected: number; readonly problem?: string }
  /** It may be tried again, at the earliest so many milliseconds later if the collector said so. */
  | { readonly kind: 'again'; readonly problem: string; readonly afterMs?: number }
  | { readonly kind: 'refused'; readonly problem: string }

/**
 * Where the spans go, for the address of a collector: its own path, or `/v1/traces` below it.
 * @throws TypeError naming what is wrong with it
 */
export function tracesUrl(address: string): URL {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError('a collector is an address such as http://127.0.0.1:4318')
  }
  if (url.username !== '' || url.password !== '') throw new TypeError('the address of a collector holds no password')
  if (!url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`
  return url
}

/** Posts spans once, unless it is called off. Never rejects. */
export async function post(url: URL, spans: readonly ResourceSpans[], off?: AbortSignal): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: spans }),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS_MAX), ...(off === undefined ? [] : [off])]),
    })
    const text = await textOf(response)
    if (response.ok) return { kind: 'taken', ...partialSuccess(text) }
    const problem = `${response.status} ${text}`.trim().slice(0, PROBLEM_LENGTH_MAX)
    if (!AGAIN.includes(response.status)) return { kind: 'refused', problem }
    const seconds = Number(response.headers.get('retry-after') ?? NaN)
    return { kind: 'again', problem, ...(seconds >= 0 ? { afterMs: seconds * 1000 } : {}) }
  } catch (error) {
    const { message, cause } = error as Error
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message
    return { kind: 'again', problem: why.slice(0, PROBLEM_LENGTH_MAX) }
  }
}

/** The beginning of an answer: nothing of a longer one is of use. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece as Uint8Array, { stream: true })
    if (text.length > ANSWER_LENGTH_MAX) break
  }
  return text.slice(0, ANSWER_LENGTH_MAX)
}

/** How many spans were not taken, and why; an answer that is no JSON says nothing. */
function partialSuccess(text: string): { rejected: number; problem?: string } {
  try {
    const { partialSuccess: part } = JSON.parse(text) as {
      readonly partialSuccess?: { readonly rejectedSpans?: unknown; readonly errorMessage?: unknown }
    }
    const rejected = Number(part?.rejectedSpans ?? 0)
    const message = part?.errorMessage
    return {
      rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
      ...(typeof message === 'string' && message !== '' ? { problem: message.slice(0, PROBLEM_LENGTH_MAX) } : {}),
    }
  } catch {
    return { rejected: 0 }
  }
}
