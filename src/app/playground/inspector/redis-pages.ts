/** Pages of a Redis as the engine tells them, checked where they cross into the page. */
import * as v from 'valibot'

const row = v.object({
  key: v.string(),
  type: v.string(),
  ttlMs: v.nullable(v.number()),
  size: v.number(),
  memoryBytes: v.nullable(v.number()),
})

/** One page of keys. */
export const keysPage = v.object({ total: v.number(), cursor: v.nullable(v.string()), keys: v.array(row) })
/** One page of a key's members, as a table. */
export const keyPage = v.object({
  row: v.nullable(row),
  columns: v.array(v.string()),
  rows: v.array(v.array(v.string())),
  cursor: v.nullable(v.string()),
})
/** What the prompt prints. */
export const promptPage = v.object({ text: v.string(), isWrite: v.boolean() })
/** The server as it stands. */
export const serverPage = v.object({
  engine: v.string(),
  version: v.string(),
  keys: v.number(),
  usedMemoryBytes: v.nullable(v.number()),
  engineMemoryBytes: v.number(),
  clients: v.number(),
  isOutOfMemory: v.boolean(),
})

/** Reads a page; null stands for a server that is down. */
export function readPage<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> | null {
  return value === null ? null : v.parse(schema, value)
}
