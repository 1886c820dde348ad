/** The formats in which a trace leaves, by name. */

/**
 * `ndjson`: one event a line, as `sim --trace` writes it. `chrome`: one JSON object for Chrome's and Perfetto's viewers. `otlp`: spans in
 * the JSON of OpenTelemetry's protocol, for Jaeger, Tempo and whatever else takes it.
 */
export const TRACE_FORMATS = ['ndjson', 'chrome', 'otlp'] as const

/** One of {@link TRACE_FORMATS}. */
export type TraceFormat = (typeof TRACE_FORMATS)[number]
