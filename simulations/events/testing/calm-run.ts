/** A scenario of the platform at little load: what goes wrong goes wrong as it does at full load, in a fraction of the time. */
import { parseAction } from '~/kernel/action'
import { runOf, type Run } from '~/kernel/run'
import { vocabularyOf } from '~/kernel/simulation'
import platform from '../index'

const CALM = ['rate:orders=80@0', 'rate:catalog=60@0', 'rate:users=30@0']

/** The run of a scenario, with some safeguards left out. */
export function calmRun(scenario: string, without: readonly string[] = []): Run {
  const actions = CALM.map((text) => parseAction(text, vocabularyOf(platform)))
  return runOf('events', { scenario, seed: 5, without, actions })
}
