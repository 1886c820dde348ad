/** `npm start`: one line with the address, and nothing left running when npm has ended, however it was ended. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../scripts/root.mjs'
import { freePort } from './serve-folder'

const answers = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => 'nobody',
  )

/** Starts npm as a process group of its own, in an environment other than that of the running test. */
function startNpm(port: number): ChildProcessWithoutNullStreams {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|npm_)/.test(name)),
  )
  return spawn('npm', ['start', '--silent'], { cwd: ROOT, env: { ...env, PORT: String(port) }, detached: true })
}

test.each([
  ['Ctrl+C, which everything in the terminal hears', 'SIGINT', true],
  ['SIGTERM to npm alone', 'SIGTERM', false],
  ['SIGKILL to npm alone', 'SIGKILL', false],
] as const)('is over after %s', async (_, signal, isHeardByAll) => {
  const npm = startNpm(await freePort())
  // Whatever the test comes to, nothing of it stays.
  onTestFinished(() => {
    try {
      process.kill(-npm.pid!, 'SIGKILL')
    } catch {
      // All of it has ended already.
    }
  })
  let [said, complained] = ['', '']
  npm.stdout.on('data', (data: Buffer) => (said += data.toString()))
  npm.stderr.on('data', (data: Buffer) => (complained += data.toString()))
  await expect.poll(() => said).toMatch(/http:.*\n/)
  const url = /http:\/\/\S+/.exec(said)![0]
  // The site is built before these tests run, unless somebody has changed it since.
  expect(said.replace('Building …\n', '')).toBe(`Boxes & Arrows: ${url}   (Ctrl+C stops it)\n`)
  expect(complained).toBe('')
  expect(await answers(url)).toBe(200)
  process.kill(isHeardByAll ? -npm.pid! : npm.pid!, signal)
  await expect.poll(() => answers(url)).toBe('nobody')
})
