/** Metadata of a token, as it stands in IPFS: JSON in the shape that marketplaces agree on. Whoever reads it takes it for hostile. */
import * as v from 'valibot'

/** Metadata that is larger is not read. */
const BYTES_MAX = 64 * 1024

const schema = v.object({
  name: v.pipe(v.string(), v.maxLength(200)),
  description: v.optional(v.pipe(v.string(), v.maxLength(2_000)), ''),
  attributes: v.optional(
    v.pipe(
      v.array(
        v.object({ trait_type: v.pipe(v.string(), v.maxLength(100)), value: v.pipe(v.string(), v.maxLength(200)) }),
      ),
      v.maxLength(50),
    ),
    [],
  ),
})

export type Metadata = v.InferOutput<typeof schema>

/** Metadata out of bytes; null for anything else. All texts in it are plain text, whatever they look like. */
export function metadataIn(bytes: Uint8Array): Metadata | null {
  if (bytes.length > BYTES_MAX) return null
  try {
    const parsed = v.safeParse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** The bytes of metadata for a new token. */
export function metadataBytes(name: string, traits: Readonly<Record<string, string>>): Uint8Array {
  const attributes = Object.entries(traits).map(([trait, value]) => ({ trait_type: trait, value }))
  return new TextEncoder().encode(JSON.stringify({ name, description: `${name}, drawn from its traits`, attributes }))
}
