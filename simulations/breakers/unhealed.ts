/** Parts that can stay broken for good in the calm end of a run, and what the rest must do all the same. */
import type { Unhealed } from '~/kernel/unhealed'
import { arrowOf, breakerBoxOf, DEPENDENCIES } from './dependencies'

/** The parts: a provider that is dead for good, one replica that never reaches its provider, the cache of tiles. */
export const unhealed: Readonly<Record<string, Unhealed>> = {
  ...Object.fromEntries(
    DEPENDENCIES.map((dependency) => [
      `${dependency}-dead`,
      {
        statement: `The provider ${dependency} stays dead: the breakers of the others close, and their routes recover.`,
        targets: [dependency, arrowOf(dependency)],
        breaks: [`crash:${dependency}`],
      },
    ]),
  ),
  'replica-cut-off': {
    statement: 'One of four pricing services never reaches the vendor again: the breakers of the other three close.',
    targets: [`${breakerBoxOf('vendor')}/2~vendor`],
    breaks: [`partition:${breakerBoxOf('vendor')}/2~vendor`],
  },
  'tiles-gone': {
    statement: 'The cache of tiles stays down: every breaker closes, and who needs no tiles does not notice.',
    targets: ['tiles'],
    breaks: ['crash:tiles'],
  },
}
