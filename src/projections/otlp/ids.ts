/** Ids of traces and spans: numbers of a run, mixed, so that the same run has the same ids and two runs have none in common. */
import { finish, hashText, hex32, mixWord } from '~/kernel/hash'

/** What a span is made of: numbers are unique within each. */
export type SpanRole = 'run' | 'request' | 'call' | 'handling'

const ROLES: Readonly<Record<SpanRole, number>> = { run: 1, request: 2, call: 3, handling: 4 }

/** Ids of one run. */
export class Ids {
  private readonly salts: readonly [number, number, number, number]

  /** `name` tells the run from every other. */
  constructor(name: string) {
    this.salts = [hashText(name, 1), hashText(name, 2), hashText(name, 3), hashText(name, 4)]
  }

  /** 32 digits: the trace of a request, of a call that is made for none, or of the run. */
  trace(role: SpanRole, number: number): string {
    const [a, b, c, d] = this.salts
    return mixed(a, role, number) + mixed(b, role, number) + mixed(c, role, number) + mixed(d, role, number)
  }

  /** 16 digits. Mixing one more word into a state is one to one, so no two spans of a role share an id. */
  span(role: SpanRole, number: number): string {
    return mixed(this.salts[0], role, number) + mixed(this.salts[1], role, number)
  }
}

function mixed(salt: number, role: SpanRole, number: number): string {
  return hex32(finish(mixWord(mixWord(salt, ROLES[role]), number)))
}
