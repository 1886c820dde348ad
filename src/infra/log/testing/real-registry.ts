/**
 * Starts a real schema registry for a test: Apicurio, with what it keeps in memory, on a free port of the loopback. It is fetched by
 * `scripts/registry-jars.mjs`, and is asked by its interface for Confluent's clients.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { freePort, stopChild, untilSaid, type RealServer } from '../../testing/real-server'

/** Where `npm test` keeps it, in a folder named by its version; it runs in the root of the project. */
const CACHE = path.resolve('.cache', 'registry')
/** A small heap, the plain collector and the quick compiler: it lives for a minute. */
const JAVA = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData']

/** The file to run, or null. Java is not looked for: without it the file would not have been fetched. */
export function realRegistryJar(): string | null {
  const [version] = existsSync(CACHE) ? readdirSync(CACHE).filter((name) => /^\d/.test(name)) : []
  if (version === undefined) return null
  const jar = readdirSync(path.join(CACHE, version)).find((name) => name.endsWith('-runner.jar'))
  return jar === undefined ? null : path.join(CACHE, version, jar)
}

/** Resolves once it listens. Its `url` is that of Confluent's vocabulary. @throws Error with what it said if it does not start */
export async function startRealRegistry(): Promise<RealServer> {
  const jar = realRegistryJar()
  if (jar === null) {
    throw new Error('There is no schema registry: npm test -- --only "Schema registry" fetches it by Java and Maven')
  }
  const port = await freePort()
  const settings = ['quarkus.http.host=127.0.0.1', `quarkus.http.port=${port}`, 'quarkus.log.console.color=false']
  const child = spawn('java', [...JAVA, ...settings.map((setting) => `-D${setting}`), '-jar', jar], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    await untilSaid(child, 'Listening on:', 'The registry')
  } catch (error) {
    await stopChild(child, 'SIGKILL')
    throw error
  }
  return {
    url: `http://127.0.0.1:${port}/apis/ccompat/v7`,
    signal: (name) => void child.kill(name),
    stop: () => stopChild(child, 'SIGKILL'),
  }
}
