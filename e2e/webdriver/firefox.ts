/** Firefox, asked over the socket that it opens for this: Marionette, which is what its WebDriver server speaks to it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '../serve-folder'
import type { CommandName, Commands } from './commands'
import { ended, untilReady } from './process'

/** Settings of a browser that nobody sees: no first page, and nothing fetched that was not asked for. */
const PREFERENCES: Readonly<Record<string, unknown>> = {
  'app.update.enabled': false,
  'browser.startup.page': 0,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'services.settings.server': 'data:,',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
}

/** Starts a Firefox in a profile of its own. */
export async function startFirefox(program: string): Promise<Commands> {
  const port = await freePort()
  const profile = mkdtempSync(path.join(os.tmpdir(), 'firefox-'))
  const preferences = Object.entries({ ...PREFERENCES, 'marionette.port': port })
  const lines = preferences.map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
  writeFileSync(path.join(profile, 'user.js'), `${lines.join('\n')}\n`)
  const browser = spawn(program, ['--headless', '--marionette', '--no-remote', '--profile', profile], {
    stdio: 'ignore',
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
  })
  const close = async () => {
    browser.kill()
    await ended(browser)
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const socket = await untilReady(browser, () => connected(port))
    const marionette = new Marionette(socket)
    await marionette.ask('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } })
    return {
      ask: async (name: CommandName, parameters = {}) => {
        const answer = await marionette.ask(`WebDriver:${name}`, parameters)
        return (answer as { readonly value?: unknown }).value
      },
      close: async () => {
        socket.destroy()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** The answer to the command of a number: an error, or what it gives. */
type Answer = readonly [kind: 1, number: number, error: { readonly message: string } | null, given: unknown]

/** Commands and answers over a socket: each is JSON with its length before it, `17:[0,1,"…",{}]`. */
class Marionette {
  private readonly socket: Socket
  private readonly pending = new Map<number, { resolve(given: unknown): void; reject(error: Error): void }>()
  private held: Buffer = Buffer.alloc(0)
  private number = 0

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes: Buffer) => this.take(bytes))
    socket.on('close', () => {
      for (const { reject } of this.pending.values()) reject(new Error('Firefox has ended'))
    })
  }

  ask(name: string, parameters: unknown): Promise<unknown> {
    const number = ++this.number
    return new Promise((resolve, reject) => {
      this.pending.set(number, { resolve, reject })
      const text = JSON.stringify([0, number, name, parameters])
      this.socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
  }

  private take(bytes: Buffer): void {
    this.held = Buffer.concat([this.held, bytes])
    for (;;) {
      const colon = this.held.indexOf(':')
      const length = Number(this.held.subarray(0, Math.max(0, colon)))
      if (colon < 0 || this.held.length <= colon + length) return
      const message = JSON.parse(this.held.subarray(colon + 1, colon + 1 + length).toString()) as Answer | object
      this.held = this.held.subarray(colon + 1 + length)
      // It greets before it is asked anything.
      if (!Array.isArray(message)) continue
      const [, number, error, given] = message as unknown as Answer
      const asked = this.pending.get(number)
      this.pending.delete(number)
      if (error === null) asked?.resolve(given)
      else asked?.reject(new Error(error.message))
    }
  }
}
