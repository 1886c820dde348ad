/** `npm run live`: the site and its engines beside somebody's own stores. */
import path from 'node:path'
import { createInterface } from 'node:readline'
import { thisMachine } from '~/live/local/machine'
import { startLocalStack, type LocalStack } from '~/live/local/stack'
import { NotOurs, settle } from '~/live/loopback'
import { liveKinds } from '~/live/options'
import { createRedactor } from '~/live/redact'
import { startLiveServer, type LiveServer } from '~/live/server/live-server'
import { createVirtualDesk } from '~/live/virtual-desk'
import { runCommand } from './command'
import { UsageError } from './argument-reading'
import { LIVE_USAGE, parseLiveArguments, type LiveArguments } from './live-arguments'
import { hearOfTheEnd, siteFolder } from './live-process'

/** Where it listens if nobody says: not where `npm start` does. */
const PORT = 4_180
const IDLE_MS_MAX = 60 * 60_000
/** To go as soon as runs stand on these stores. */
const NOT_JOINED = 'Runs do not stand on these stores yet: pages still use the engines that come with the site.'

type Serve = Extract<LiveArguments, { command: 'serve' }>

await runCommand(main)

async function main(): Promise<number> {
  const given = parseLiveArguments(process.argv.slice(2), process.env)
  if (given.command === 'help') {
    process.stdout.write(LIVE_USAGE)
    return 0
  }
  const redact = createRedactor(given.stores.flatMap(({ place }) => place.secrets))
  const tell = (line: string) => process.stderr.write(`${redact(line)}\n`)
  const end = hearOfTheEnd()
  try {
    return await serve(given, tell, end)
  } catch (error) {
    if (error instanceof NotOurs) throw new UsageError(error.message)
    if (error instanceof UsageError) throw error
    tell(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    end.leave()
  }
}

async function serve(
  given: Serve,
  tell: (line: string) => void,
  end: ReturnType<typeof hearOfTheEnd>,
): Promise<number> {
  for (const { place } of given.stores) {
    for (const server of place.servers) await settle(server, given.isOwner)
  }
  const folder = await siteFolder()
  let stack: LocalStack | null = null
  let server: LiveServer | null = null
  try {
    if (given.isLocal) {
      const kinds = liveKinds.filter((kind) => given.stores.every((store) => store.kind !== kind))
      stack = await Promise.race([startLocalStack(kinds, thisMachine(cacheFolder()), tell), end.early])
      if (stack === null) return 0
      for (const line of stack.missing) tell(`Not installed, so it stays in the engine. ${line}`)
    }
    server = await open(given, folder, end)
    print(given, stack, server)
    if (given.stores.length > 0 || stack !== null) tell(NOT_JOINED)
    if (process.stdin.isTTY) {
      const lines = createInterface({ input: process.stdin })
      lines.on('line', () => process.stdout.write(`${server!.newAddress()}\n`))
      void end.now.then(() => lines.close())
    }
    const why = await end.now
    if (why === 'idle') tell('Nobody was there for an hour: ended.')
    return 0
  } finally {
    await server?.close()
    await stack?.stop()
  }
}

async function open(given: Serve, folder: string, end: ReturnType<typeof hearOfTheEnd>): Promise<LiveServer> {
  const options = { folder, desk: createVirtualDesk, idleMsMax: IDLE_MS_MAX, onIdle: () => end.tell('idle') }
  try {
    return await startLiveServer({ ...options, port: given.port ?? PORT })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (given.port !== undefined) throw new UsageError(`--port ${given.port} is taken: name another one.`)
    return startLiveServer(options)
  }
}

function print({ stores, isJson }: Serve, stack: LocalStack | null, server: LiveServer): void {
  const named = stores.map(({ kind, place }) => ({ kind, where: place.shown, isDisposable: false }))
  const local = (stack?.stores ?? []).map(({ kind, url }) => ({ kind, where: url, isDisposable: true }))
  const all = [...named, ...local]
  const address = server.newAddress()
  if (isJson) {
    const plain = all.map(({ kind, ...rest }) => ({ kind: kind.name, ...rest }))
    process.stdout.write(`${JSON.stringify({ address, stores: plain, missing: stack?.missing ?? [] })}\n`)
    return
  }
  for (const { kind, where, isDisposable } of all) {
    process.stdout.write(`${kind.label}: ${where}${isDisposable ? ' (disposable)' : ''}\n`)
  }
  process.stdout.write(`Boxes & Arrows, live: ${address}   (good for one page; Enter prints another, Ctrl+C ends it)\n`)
}

function cacheFolder(): string {
  return path.resolve(process.env['BOXES_ROOT'] ?? '.', '.cache')
}
