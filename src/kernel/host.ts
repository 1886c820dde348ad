/** What an engine needs from its host. */
import type { Core } from './core'
import type { FindFile } from './files'
import type { Live } from './live'
import type { Pace } from './pace'
import type { World } from './simulation'
import type { Turn } from './turn'

/** What an engine needs from its host. */
export interface Host extends Pick<World, 'load' | 'engines' | 'soon'> {
  turn?: Turn
  /** What time waits for; virtual time if left out. */
  pace?: (core: Core, turn: Turn) => Pace
  /** Who does what to real servers. */
  live?: Live
  /** Where the files are that acts name; it has none if left out. */
  findFile?: FindFile
}
