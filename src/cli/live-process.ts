/** The process that `npm run live` runs in, and the one that has started it: `scripts/live.mjs` builds the site, and its end is ours. */
import path from 'node:path'
import { isSite } from '~/live/server/site-files'
import { UsageError } from './argument-reading'

/** Why it ends. */
export type Why = 'asked' | 'alone' | 'idle'

/** Hears of the end, whoever brings it about. */
export interface End {
  /** Resolves when it is time. */
  readonly now: Promise<Why>
  /** The same with nothing, for what may not be there yet. */
  readonly early: Promise<null>
  tell(why: Why): void
  /** Lets go of whoever started us: the channel between us would keep this process. */
  leave(): void
}

/** Listens for Ctrl+C, for being ended, and for the end of whoever started us, even by force. A second signal ends at once. */
export function hearOfTheEnd(): End {
  let tell: (why: Why) => void = () => undefined
  const now = new Promise<Why>((resolve) => {
    tell = resolve
  })
  let heard = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The watchdog cleans up then.
      if (++heard > 1) process.exit(1)
      tell('asked')
    })
  }
  process.on('disconnect', () => tell('alone'))
  const leave = () => {
    if (process.connected) process.disconnect()
  }
  return { now, early: now.then(() => null), tell, leave }
}

/** The folder of the built site: whoever started us is asked to build it, if it is not what the sources give. */
export async function siteFolder(): Promise<string> {
  const folder = path.resolve(process.env['BOXES_ROOT'] ?? '.', 'dist')
  if (process.send !== undefined) {
    const built = new Promise<boolean>((resolve) => {
      process.once('message', (message) => resolve(message === 'built'))
      process.once('disconnect', () => resolve(false))
    })
    process.send('build')
    if (!(await built)) throw new Error('The site could not be built: see above.')
  }
  if (!isSite(folder)) throw new UsageError('There is no built site: run npm run build.')
  return folder
}
