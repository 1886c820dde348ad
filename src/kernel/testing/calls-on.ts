/** What tests of arrows read off a trace. */
import type { PlainEvent } from '../trace'

/** What happened to the calls on an arrow, as `time box kind key`. */
export function callsOn(events: readonly PlainEvent[], arrow: string): string[] {
  return events
    .filter((event) => event.arrow === arrow && event.op > 0)
    .map(({ t, node, kind, key }) => `${t} ${node} ${[kind, key].join(' ').trim()}`)
}
