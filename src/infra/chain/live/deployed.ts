/** What of a real chain a recording has to keep, besides its answers: where on it what the run needs was made. */
import * as v from 'valibot'
import type { Json } from '~/kernel/json'
import type { ChainPlace } from '../place'

const address = v.pipe(v.string(), v.regex(/^[a-z]{1,40}1[02-9ac-hj-np-z]{10,100}$/, 'this is no address'))
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const schema = v.strictObject({
  chainId: v.pipe(v.string(), v.maxLength(100)),
  prefix: v.pipe(v.string(), v.regex(/^[a-z]{1,40}$/)),
  denom: v.pipe(v.string(), v.regex(/^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/)),
  gasPriceThousandths: v.pipe(v.number(), v.finite(), v.minValue(0)),
  tag: v.pipe(v.string(), v.regex(/^[a-z0-9]{0,40}$/)),
  contracts: v.pipe(v.array(address), v.maxLength(100)),
  height: whole,
  aheadMs: v.pipe(v.number(), v.safeInteger()),
})

/** As a recording holds it. */
export function toldOf(place: ChainPlace): Json {
  return { ...place, contracts: [...place.contracts] }
}

/** @throws Error naming what is wrong with it */
export function placeOf(told: unknown): ChainPlace {
  const { issues, output } = v.safeParse(schema, told)
  if (issues === undefined) return output
  const [issue] = issues
  const where = v.getDotPath(issue as v.BaseIssue<unknown>) ?? 'all of it'
  throw new Error(`the recording does not say where on its chain the run was: ${where}: ${issue.message.slice(0, 200)}`)
}
