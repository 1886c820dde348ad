/**
 * Seeded random streams. A stream forks by label, so that adding a consumer somewhere does not shift the numbers that
 * another one draws. The generator is sfc32 (Chris Doty-Humphrey, PractRand), which needs only 32-bit integer arithmetic
 * and therefore gives the same numbers in every JavaScript engine.
 */
import { ln } from './arithmetic'
import { hashText } from './hash'

/** A deterministic stream of random numbers. */
export interface Rng {
  /** Uniform in [0, 1), with 32 bits of resolution. */
  float(): number
  /** Uniform integer in [0, countMax). `countMax` is 1 to 2³². */
  int(countMax: number): number
  /** True with the given probability; 0 and 1 (and beyond) never draw wrong. */
  chance(probability: number): boolean
  /** Exponentially distributed with the given mean, as the gaps of a Poisson process are. */
  exponential(mean: number): number
  /** An independent stream named `label` under this one. The same label gives the same stream. */
  fork(label: string): Rng
}

/** The root stream of a seed. Any finite number is a seed. */
export function createRng(seed: number): Rng {
  return streamOf(`seed:${seed}`)
}

function streamOf(path: string): Rng {
  let a = hashText(path, 0x9e3779b9)
  let b = hashText(path, 0x243f6a88)
  let c = hashText(path, 0xb7e15162)
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let warmUp = 0; warmUp < 15; warmUp++) next()
  const float = (): number => next() / 4294967296
  return {
    float,
    int: (countMax) => Math.floor(float() * countMax),
    chance: (probability) => float() < probability,
    exponential: (mean) => -ln(1 - float()) * mean,
    fork: (label) => streamOf(`${path}/${label}`),
  }
}
