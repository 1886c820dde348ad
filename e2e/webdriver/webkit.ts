/** WebKit, in a window on a screen that is not there, asked over HTTP through the driver that comes with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { freePort } from '../serve-folder'
import { PATHS, type CommandName, type Commands } from './commands'
import { ended, untilReady } from './process'

interface Session {
  readonly sessionId: string
}

/** Starts a screen, the driver, and with it a browser. */
export async function startWebKit(program: string, screen: string): Promise<Commands> {
  const x = spawn(screen, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [display] = (await once(x.stdio[3] as Readable, 'data')) as [Buffer]
  const port = await freePort()
  const driver = spawn(program, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${display.toString().trim()}`, LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
  })
  const url = `http://127.0.0.1:${port}/`
  const close = async () => {
    driver.kill()
    await ended(driver)
    x.kill()
    await ended(x)
  }
  try {
    await untilReady(driver, () => fetch(`${url}status`))
    const { sessionId } = (await ask('POST', `${url}session`, { capabilities: { alwaysMatch: {} } })) as Session
    return {
      ask: (name: CommandName, parameters = {}) => {
        const place = PATHS[name].replace('{id}', String(parameters['id']))
        return ask('POST', `${url}session/${sessionId}/${place}`, parameters)
      },
      close: async () => {
        await ask('DELETE', `${url}session/${sessionId}`)
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function ask(method: string, url: string, parameters?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(parameters === undefined ? {} : { body: JSON.stringify(parameters) }),
  })
  const { value } = (await response.json()) as { readonly value: unknown }
  if (response.ok) return value
  throw new Error((value as { readonly message?: string } | null)?.message ?? `${method} ${url} failed`)
}
