/** The process that `npm run live` runs in, and the one that has started it: `scripts/live.mjs` builds the site, and its end is ours. */
import path from 'node:path'
import { isSite } from '~/live/server/site-files'
import { UsageError } from './argument-reading'

/** Why it ends. */
export type Why = 'asked' | 'alone' | 'idle' | 'fault'

/** Hears of the end, whoever brings it about. */
export interface End {
  /** Resolves when it is time. */
  readonly now: Promise<Why>
  /** The same with nothing, for what may not be there yet. */
  readonly early: Promise<null>
  /** 1 once something of ours has failed that nobody has expected. */
  readonly code: 0 | 1
  tell(why: Why): void
  /** Lets go of whoever started us: the channel between us would keep this process. */
  leave(): void
}

/** Faults that are told; whoever has more of them does not get as far as to an orderly end. */
const FAULTS_MAX = 20

/**
 * Listens for Ctrl+C, for being ended, and for the end of whoever started us, even by force; a second signal ends at once. What nobody has
 * caught ends us, too, but in order, so that what runs have created is removed, and `tell` hears of it.
 */
export function hearOfTheEnd(tellPeople: (line: string) => void, own: NodeJS.Process = process): End {
  let tell: (why: Why) => void = () => undefined
  const now = new Promise<Why>((resolve) => {
    tell = resolve
  })
  let heard = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    own.on(signal, () => {
      // The watchdog cleans up then.
      if (++heard > 1) own.exit(1)
      tell('asked')
    })
  }
  own.on('disconnect', () => tell('alone'))
  let faults = 0
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    own.on(fault, (error: unknown) => {
      if (++faults > FAULTS_MAX) own.exit(1)
      tellPeople(`The live server has failed and ends: ${lineOf(error)}`)
      tell('fault')
    })
  }
  const leave = () => {
    if (own.connected) own.disconnect()
  }
  return {
    now,
    early: now.then(() => null),
    get code() {
      return faults > 0 ? 1 : 0
    },
    tell,
    leave,
  }
}

/** The first line of what was thrown, and where in our code. */
function lineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).split('\n', 1)[0]!
  const [, place] = /^ +at (.*)$/m.exec(error.stack ?? '') ?? []
  return `${error.message.split('\n', 1)[0]}${place === undefined ? '' : `, at ${place}`}`
}

/** The folder of the built site: whoever started us is asked to build it, if it is not what the sources give. */
export async function siteFolder(own: NodeJS.Process = process): Promise<string> {
  const folder = path.resolve(process.env['BOXES_ROOT'] ?? '.', 'dist')
  if (own.send !== undefined) {
    const built = new Promise<boolean>((resolve) => {
      own.once('message', (message) => resolve(message === 'built'))
      own.once('disconnect', () => resolve(false))
      // The channel may be closed already: nobody tells of that any more.
      own.send!('build', undefined, undefined, (error) => error !== null && resolve(false))
    })
    if (!(await built)) throw new Error('The site could not be built: see above.')
  }
  if (!isSite(folder)) throw new UsageError('There is no built site: run npm run build.')
  return folder
}
