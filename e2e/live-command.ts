/** Starts `npm run live` for tests, which clean up after it. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { expect, onTestFinished } from 'vitest'
import { ROOT } from '../scripts/root.mjs'
import { freePort } from './serve-folder'

/** `npm run live`, running. */
export interface LiveCommand {
  readonly npm: ChildProcessWithoutNullStreams
  /** What it has printed: where it is, and what it has started. */
  readonly said: {
    readonly address: string
    readonly stores: readonly { readonly kind: string; readonly where: string; readonly isDisposable: boolean }[]
  }
  /** The site, without the token. */
  readonly url: string
}

/** Starts it as a process group of its own, in an environment other than that of the running test. */
export function spawnLive(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|npm_|LIVE_)/.test(name)),
  )
  const npm = spawn('npm', ['run', '--silent', 'live', '--', ...args], { cwd: ROOT, env, detached: true })
  // Whatever the test comes to, nothing of it stays: the watchdog sees to the stack.
  onTestFinished(() => {
    try {
      process.kill(-npm.pid!, 'SIGKILL')
    } catch {
      // All of it has ended already.
    }
  })
  return npm
}

/** Starts it, on a free port unless one is among the arguments, and waits for what it says. */
export async function startLive(...args: readonly string[]): Promise<LiveCommand> {
  const port = args.includes('--port') ? [] : ['--port', String(await freePort())]
  const npm = spawnLive('--json', ...port, ...args)
  let [text, complained] = ['', '']
  npm.stdout.on('data', (data: Buffer) => (text += data.toString()))
  npm.stderr.on('data', (data: Buffer) => (complained += data.toString()))
  await expect
    .poll(() => {
      if (npm.exitCode !== null) throw new Error(`npm run live has ended:\n${complained}`)
      return text
    })
    .toMatch(/\n/)
  const said = JSON.parse(text) as LiveCommand['said']
  return { npm, said, url: said.address.replace(/#.*$/, '') }
}
