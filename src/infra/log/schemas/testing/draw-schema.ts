/** Random schemas, as the JSON that a registry would be given. The same stream of chance gives the same schema. */
import { type Rng } from '~/kernel/random'
import { PRIMITIVE_KINDS } from '../schema'

export interface JsonField {
  name: string
  type: Json
  default?: unknown
  aliases?: string[]
}

export interface JsonType {
  type: string
  name?: string
  aliases?: string[]
  fields?: JsonField[]
  symbols?: string[]
  default?: string
  size?: number
  items?: Json
  values?: Json
}

/** A type in the JSON of a schema. */
export type Json = string | JsonType | Json[]

const DEPTH_MAX = 3

export function pick<T>(rng: Rng, values: readonly T[]): T {
  return values[rng.int(values.length)]!
}

interface Drawing {
  readonly rng: Rng
  /** Types that may be named: they are written out before. */
  readonly known: string[]
  /** Records whose fields are being drawn. To name them is recursion, which has to be able to end. */
  readonly open: string[]
  count: number
}

export function drawSchema(rng: Rng): Json {
  const drawing: Drawing = { rng, known: [], open: [], count: 0 }
  return rng.chance(0.8) ? drawRecord(drawing, 0) : drawType(drawing, 0, false)
}

/** @param canEnd whether a value may leave it out, so that recursion is allowed */
function drawType(drawing: Drawing, depth: number, canEnd: boolean): Json {
  const { rng, known, open } = drawing
  if (canEnd && open.length > 0 && rng.chance(0.25)) return pick(rng, open)
  if (known.length > 0 && rng.chance(0.1)) return pick(rng, known)
  if (depth >= DEPTH_MAX || rng.chance(0.45)) return pick(rng, PRIMITIVE_KINDS)
  switch (rng.int(6)) {
    case 0:
      return { type: 'array', items: drawType(drawing, depth + 1, true) }
    case 1:
      return { type: 'map', values: drawType(drawing, depth + 1, true) }
    case 2:
      return named(drawing, { type: 'fixed', name: nameOf(drawing, 'Fixed'), size: 1 + rng.int(5) })
    case 3: {
      const symbols = ['A', 'B', 'C', 'D'].slice(0, 1 + rng.int(4))
      const fallback = rng.chance(0.3) ? { default: pick(rng, symbols) } : {}
      return named(drawing, { type: 'enum', name: nameOf(drawing, 'Enum'), symbols, ...fallback })
    }
    case 4:
      return drawUnion(drawing, depth)
    default:
      return drawRecord(drawing, depth)
  }
}

function drawRecord(drawing: Drawing, depth: number): Json {
  const name = nameOf(drawing, 'Record')
  drawing.open.push(name)
  const count = drawing.rng.int(5)
  const fields = Array.from({ length: count }, (_, index) => ({
    name: `f${index}`,
    type: drawType(drawing, depth + 1, false),
  }))
  drawing.open.splice(drawing.open.indexOf(name), 1)
  return named(drawing, { type: 'record', name, fields })
}

function drawUnion(drawing: Drawing, depth: number): Json {
  const hasNull = drawing.rng.chance(0.7)
  const branches: Json[] = []
  const count = 1 + drawing.rng.int(3)
  for (let tries = 0; branches.length < count && tries < 9; tries += 1) {
    const before = drawing.known.length
    const branch = drawType(drawing, depth + 1, hasNull)
    const name = branchNameOf(branch)
    const isTaken = Array.isArray(branch) || branches.some((each) => branchNameOf(each) === name)
    if (!isTaken && !(hasNull && name === 'null')) branches.push(branch)
    // What is left out was never written, so it cannot be named.
    else drawing.known.length = before
  }
  if (branches.length === 0) branches.push('string')
  if (!hasNull) return branches
  return drawing.rng.chance(0.7) ? ['null', ...branches] : [...branches, 'null']
}

function branchNameOf(json: Json): string {
  if (typeof json === 'string') return json
  return Array.isArray(json) ? 'union' : (json.name ?? json.type)
}

function nameOf(drawing: Drawing, prefix: string): string {
  drawing.count += 1
  return `${prefix}${drawing.count}`
}

function named(drawing: Drawing, json: JsonType): Json {
  drawing.known.push(json.name!)
  return json
}
