/** What is different in two worlds, and why, where the reason is known. */
import type { Comparison, Difference } from '~/host/live/comparison'
import { liveKinds } from './options'

/** Shares of requests that are further apart than this are told of. */
const SHARE_MIN = 0.05
/** Latencies that are further apart than this are: as a factor, and in milliseconds. */
const FACTOR_MIN = 2
const APART_MS_MIN = 1

const LATE =
  'This machine was late with the live run: what it measured then tells of the machine, and not of the store. A lower load, or a quieter hour, tells more.'
/** A machine that is later than this measures itself, in milliseconds. */
const LATE_MS_MIN = 100

/** The differences, those of verdicts first. */
export function differencesOf(compared: Omit<Comparison, 'differences' | 'isJudged'>): readonly Difference[] {
  const { verdicts, outcomes, arrows, leftOut, lag, stores } = compared
  const late = lag.maxMs > LATE_MS_MIN ? LATE : null
  const found: Difference[] = []
  for (const { id, held, evidence } of verdicts.filter(({ agrees }) => !agrees)) {
    const [where, other] = held.engine ? ['live', 'in the engine'] : ['in the engine', 'live']
    const what = `${id} is violated ${where} and holds ${other}: ${(held.engine ? evidence.live : evidence.engine) ?? ''}`
    found.push({ what, why: leftOut.length > 0 ? leftOutText(compared) : late })
  }
  for (const { verb, why } of leftOut) found.push({ what: `"${verb}" was not done to the real store`, why })
  const sums = { engine: sumOf(outcomes, 'engine'), live: sumOf(outcomes, 'live') }
  for (const [tone, { engine, live }] of Object.entries(outcomes)) {
    const shares = { engine: engine / (sums.engine || 1), live: live / (sums.live || 1) }
    if (Math.abs(shares.engine - shares.live) < SHARE_MIN) continue
    const what = `${percent(shares.live)} of the requests ended as "${tone}" live, ${percent(shares.engine)} in the engine`
    found.push({ what, why: late ?? outcomesOf(Object.keys(stores)) })
  }
  for (const [name, { kind, engine, live }] of Object.entries(arrows)) {
    if (engine.ok === 0 || live.ok === 0 || !isApart(engine.p50Ms, live.p50Ms)) continue
    const what = `${name}: median ${live.p50Ms.toFixed(2)} ms live, ${engine.p50Ms.toFixed(2)} ms in the engine`
    found.push({ what, why: kind === null ? late : (reasonsOf(kind)?.latency ?? null) })
  }
  return found
}

function leftOutText({ leftOut }: Pick<Comparison, 'leftOut'>): string {
  return `Not all of the scenario was done to the real stores: ${leftOut.map(({ verb, why }) => `${verb} (${why})`).join('; ')}`
}

function isApart(one: number, other: number): boolean {
  const [less, more] = one < other ? [one, other] : [other, one]
  return more - less > APART_MS_MIN && more > less * FACTOR_MIN
}

function sumOf(outcomes: Comparison['outcomes'], world: 'engine' | 'live'): number {
  return Object.values(outcomes).reduce((sum, each) => sum + each[world], 0)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function reasonsOf(kind: string) {
  return liveKinds.find(({ name }) => name === kind)?.option.differs
}

function outcomesOf(kinds: readonly string[]): string | null {
  return kinds.flatMap((kind) => reasonsOf(kind)?.outcomes ?? [])[0] ?? null
}
