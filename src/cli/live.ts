/** `npm run live`: the site and its engines beside somebody's own stores, or two worlds side by side. */
import { createInterface } from 'node:readline'
import { NotOurs } from '~/live/loopback'
import { createRedactor } from '~/live/redact'
import { startLiveServer, type LiveServer } from '~/live/server/live-server'
import { createStackDesk } from '~/live/stack-desk'
import { stepByStep } from '~/live/step-by-step'
import { Unusable } from '~/live/trouble'
import { runCommand } from './command'
import { UsageError } from './argument-reading'
import { LIVE_USAGE, parseLiveArguments, type LiveArguments } from './live-arguments'
import { compare, readJobs, storesOf } from './live-compare'
import { hearOfTheEnd, siteFolder } from './live-process'
import { openLiveStores, type LiveStores } from './live-stores'

/** Where it listens if nobody says: not where `npm start` does. */
const PORT = 4_180
const IDLE_MS_MAX = 60 * 60_000

type Serve = Extract<LiveArguments, { command: 'serve' }>

/** Says something to people, and hides secrets in it. */
interface Voice {
  readonly redact: (text: string) => string
  readonly tell: (line: string) => void
}

await runCommand(main)
// All of ours is closed by now. Left to end by itself, Node 20 sometimes waits for a handle in its own clean-up without end, at full load.
process.exit()

async function main(): Promise<number> {
  const given = parseLiveArguments(process.argv.slice(2), process.env)
  if (given.command === 'help') {
    process.stdout.write(LIVE_USAGE)
    return 0
  }
  const redact = createRedactor(given.stores.flatMap(({ place }) => place.secrets))
  const tell = (line: string) => process.stderr.write(`${redact(line)}\n`)
  const end = hearOfTheEnd(tell)
  try {
    return given.command === 'compare' ? await compareAll(given, tell, end) : await serve(given, { redact, tell }, end)
  } catch (error) {
    if (error instanceof NotOurs || (error instanceof Unusable && error.isNamed)) throw new UsageError(error.message)
    if (error instanceof UsageError) throw error
    tell(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    end.leave()
  }
}

async function serve(given: Serve, voice: Voice, end: ReturnType<typeof hearOfTheEnd>): Promise<number> {
  const { tell } = voice
  // Before a build of the site, which takes long: a store that was misspelt is told at once.
  const stores = await openLiveStores(given, tell, end.early)
  if (stores === null) return end.code
  let server: LiveServer | null = null
  try {
    const folder = await Promise.race([siteFolder(), end.early])
    if (folder === null) return end.code
    server = await open({ ...given, folder }, voice, stores, end)
    print(given, stores, server)
    if (process.stdin.isTTY) {
      const lines = createInterface({ input: process.stdin })
      lines.on('line', () => process.stdout.write(`${server!.newAddress()}\n`))
      void end.now.then(() => lines.close())
    }
    const why = await end.now
    if (why === 'idle') tell('Nobody was there for an hour: ended.')
    return end.code
  } finally {
    await stepByStep(
      () => server?.close(),
      () => stores.close(),
    )
  }
}

async function compareAll(
  given: Extract<LiveArguments, { command: 'compare' }>,
  tell: (line: string) => void,
  end: ReturnType<typeof hearOfTheEnd>,
): Promise<number> {
  const jobs = await readJobs(given)
  const used = new Set(jobs.flatMap(({ simulation }) => storesOf(simulation)))
  const stores = await openLiveStores(given, tell, end.early, (kind) => used.has(kind))
  let code: number | null = null
  try {
    code = stores === null ? null : await Promise.race([compare(given, jobs, stores.stack, tell), end.early])
  } finally {
    await stores?.close()
  }
  // A run that is under way would go on to its end, on nothing.
  return code ?? process.exit(1)
}

async function open(
  given: Serve & { readonly folder: string },
  { redact }: Voice,
  { stack }: LiveStores,
  end: ReturnType<typeof hearOfTheEnd>,
): Promise<LiveServer> {
  const options = {
    folder: given.folder,
    desk: () => createStackDesk(stack),
    redact,
    idleMsMax: IDLE_MS_MAX,
    onIdle: () => end.tell('idle'),
  }
  try {
    return await startLiveServer({ ...options, port: given.port ?? PORT })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (given.port !== undefined) throw new UsageError(`--port ${given.port} is taken: name another one.`)
    return startLiveServer(options)
  }
}

function print({ isJson, keeps }: Serve, { found, missing }: LiveStores, server: LiveServer): void {
  const all = found.map(({ store: { kind, place, processes }, title, roundTripMs, creates }) => ({
    kind: kind.name,
    title,
    where: place.shown,
    isDisposable: processes.length > 0,
    roundTripMs,
    creates,
  }))
  const address = server.newAddress()
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ address, stores: all, missing })}\n`)
    return
  }
  for (const { title, where, isDisposable, creates } of all) {
    process.stdout.write(`${title} at ${where}${isDisposable ? ' (disposable)' : ''}\n`)
    for (const line of creates) process.stdout.write(`  the first run creates ${line}\n`)
  }
  if (all.length > 0)
    process.stdout.write(keeps ? 'Runs leave that there (--keep).\n' : 'A run removes that when it ends.\n')
  process.stdout.write(`Boxes & Arrows, live: ${address}   (good for one page; Enter prints another, Ctrl+C ends it)\n`)
}
