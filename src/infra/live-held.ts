/** What of a live store is ours: what runs have made there, and which run it was, by the names that it bears. */

/** What stands in a store under the names of one run. */
export interface Held {
  /** The run, as its names have it: `a1b2c3d4r1`. */
  readonly suffix: string
  /** What it is, with how many, for people: `12 keys boxes:a1b2c3d4r1:*`. */
  readonly what: string
  /** One line for a shell that removes it. It names no address, which may hold a credential. */
  readonly remove: string
}

/** More runs than that are not told of, one by one. */
const RUNS_MAX = 20

/** Of the names that somebody gives, the runs. Names are of people and may be anything: only what a run is called goes on. */
export function runsIn(names: Iterable<string>, separator: ':' | '.' | '_'): ReadonlyMap<string, readonly string[]> {
  const ours = new RegExp(`^boxes\\${separator}([0-9a-z]{8}(?:r\\d{1,9})?)(?:\\${separator}|$)`)
  const runs = new Map<string, string[]>()
  for (const name of names) {
    const suffix = ours.exec(name)?.[1]
    if (suffix === undefined) continue
    const known = runs.get(suffix)
    if (known !== undefined) known.push(name)
    else if (runs.size < RUNS_MAX) runs.set(suffix, [name])
  }
  return runs
}

/** A number of things, in words. */
export function countOf(count: number, thing: string): string {
  return `${count.toLocaleString('en-US')} ${thing}${count === 1 ? '' : 's'}`
}
