/**
 * `npm run live`: runs the live server, and builds the site for it when it asks. Stdout belongs to the server. It ends when this ends,
 * however that comes about: the channel between them is closed then.
 */
import './node-version.mjs'
import { spawn } from 'node:child_process'
import { build, isBuilt } from './build.mjs'
import { cliBundle, NODE_OPTIONS } from './cli-bundle.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { install } from './install.mjs'
import { ROOT } from './root.mjs'

await install()
const bundle = await cliBundle('live')
if (bundle === null) process.exit(1)

const server = spawn(process.execPath, [...NODE_OPTIONS, bundle, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, BOXES_ROOT: ROOT },
})
/** Ends what builds the site. */
const ending = new AbortController()
server.on('message', async (message) => {
  if (message !== 'build') return
  const outcome = await builtOrNot()
  // It may have ended meanwhile.
  if (server.connected) server.send(outcome, () => undefined)
})
endWithNpm(end)
// In a terminal Ctrl+C reaches both; a signal to this one alone is handed on as the end of the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
process.exitCode = await new Promise((resolve) => {
  server.on('error', () => resolve(1))
  server.on('close', (code) => resolve(code ?? 1))
})
ending.abort()
process.exit()

function end() {
  ending.abort()
  if (server.connected) server.disconnect()
}

async function builtOrNot() {
  try {
    if (isBuilt()) return 'built'
    process.stderr.write('Building the site …\n')
    /** @type {import('node:child_process').SpawnOptions} */
    const options = { stdio: ['ignore', 'ignore', 'inherit'], signal: ending.signal }
    return (await build(options)) === 0 ? 'built' : 'failed'
  } catch (error) {
    if (!ending.signal.aborted) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 'failed'
  }
}
