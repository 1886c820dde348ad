/**
 * Finds the programs that tests need besides Node: a Chromium, a Firefox, a WebKit, a Redis server, a PostgreSQL server, a Kafka, a schema
 * registry and a Cargo.
 * `npm test` installs a missing one where it can (as root on Debian and its kin) and says what to do where it cannot.
 */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fetchKafkaJars, hasKafkaJars, KAFKA_JARS } from './kafka-jars.mjs'
import { fetchRegistryJars, hasRegistryJars, REGISTRY_JARS } from './registry-jars.mjs'
import { run } from './root.mjs'

/**
 * @param {readonly string[]} names
 * @returns {string | null} the first that is on the PATH
 */
function onPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  return files.find((file) => existsSync(file)) ?? null
}

/**
 * A Chromium: the one that `CHROMIUM` names, the system's, or Playwright's own.
 * @returns {Promise<string | null>} its path
 */
export async function findBrowser() {
  const named = process.env.CHROMIUM
  if (named) return existsSync(named) ? named : null
  const found = onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'])
  if (found !== null) return found
  const macOs = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  if (existsSync(macOs)) return macOs
  const { chromium } = await import('playwright-core')
  const own = chromium.executablePath()
  return existsSync(own) ? own : null
}

/**
 * A Firefox.
 * @returns {Promise<string | null>} its path
 */
export async function findFirefox() {
  return onPath(['firefox-esr', 'firefox'])
}

/**
 * A WebKit that can be driven, and a screen for it that is not there.
 * @returns {Promise<{ driver: string, screen: string } | null>} the paths of both programs
 */
export async function findWebKit() {
  const driver = onPath(['WebKitWebDriver'])
  const screen = onPath(['Xvfb'])
  return driver === null || screen === null ? null : { driver, screen }
}

/** How Chromium is started, by tests and by the benchmark: without a screen, and without calling home. */
export const BROWSER_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A Redis server.
 * @returns {Promise<string | null>} its path
 */
async function findRedis() {
  return onPath(['redis-server', 'valkey-server'])
}

/**
 * A PostgreSQL server: Debian keeps its programs off the PATH.
 * @returns {Promise<string | null>} the path of `postgres`
 */
export async function findPostgres() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian) : []
  const files = versions.map((version) => path.join(debian, version, 'bin', 'postgres'))
  return onPath(['postgres']) ?? files.find((file) => existsSync(file)) ?? null
}

/**
 * A Kafka: its jars, and a Java to run them.
 * @returns {Promise<string | null>} the folder of the jars
 */
async function findKafka() {
  return onPath(['java']) !== null && hasKafkaJars() ? KAFKA_JARS : null
}

/**
 * A schema registry: its jars, and a Java to run them.
 * @returns {Promise<string | null>} the folder of the jars
 */
async function findRegistry() {
  return onPath(['java']) !== null && hasRegistryJars() ? REGISTRY_JARS : null
}

/**
 * A Cargo: Rust's own, by rustup, since Debian's is older than what the contracts are built from.
 * @returns {Promise<string | null>} its path
 */
async function findCargo() {
  return onPath(['cargo', 'cargo.exe'])
}

/**
 * Fetches what runs on Java, where Java and Maven are there.
 * @param {string} what
 * @param {(maven: string) => Promise<void>} fetch
 */
async function fetchByJava(what, fetch) {
  const maven = onPath(['mvn'])
  if (maven === null || onPath(['java']) === null) return
  process.stderr.write(`Fetching the jars of ${what} …\n`)
  await fetch(maven)
}

/**
 * `debian` is the packages that it takes. `fetch` gets what is in none of them. What is not `isRequired` may be missing outside of CI:
 * the tests that need it are then named as not run.
 * @typedef {object} Tool
 * @property {string} name
 * @property {() => Promise<unknown>} find where it is; null if it is missing
 * @property {readonly string[]} debian
 * @property {(() => Promise<void>)} [fetch]
 * @property {boolean} isRequired
 * @property {string} advice
 */

const JAVA_AND_MAVEN = ['default-jre-headless', 'maven']

/** @type {readonly Tool[]} */
export const TOOLS = [
  {
    name: 'Chromium',
    find: findBrowser,
    debian: ['chromium'],
    isRequired: true,
    advice: 'No Chromium found: install Chromium or Chrome, or name one in the variable CHROMIUM.',
  },
  {
    name: 'Firefox',
    find: findFirefox,
    debian: ['firefox-esr'],
    isRequired: false,
    advice: 'No Firefox found: install it so that firefox-esr or firefox is on the PATH.',
  },
  {
    name: 'WebKit',
    find: findWebKit,
    debian: ['webkit2gtk-driver', 'xvfb'],
    isRequired: false,
    advice: 'No WebKit found: install WebKitGTK’s WebKitWebDriver, and Xvfb, so that both are on the PATH.',
  },
  {
    name: 'Redis server',
    find: findRedis,
    debian: ['redis-server'],
    isRequired: true,
    advice: 'No redis-server found: install Redis or Valkey so that it is on the PATH.',
  },
  {
    name: 'PostgreSQL',
    find: findPostgres,
    debian: ['postgresql'],
    isRequired: true,
    advice: 'No postgres found: install PostgreSQL so that initdb and postgres are on the PATH.',
  },
  {
    name: 'Kafka',
    find: findKafka,
    debian: JAVA_AND_MAVEN,
    fetch: () => fetchByJava('Kafka', fetchKafkaJars),
    isRequired: false,
    advice: 'No Kafka found: install Java 17 or later and Maven, which fetches it from Maven Central.',
  },
  {
    name: 'Schema registry',
    find: findRegistry,
    debian: JAVA_AND_MAVEN,
    fetch: () => fetchByJava('a schema registry', fetchRegistryJars),
    isRequired: false,
    advice: 'No schema registry found: install Java 17 or later and Maven, which fetches Apicurio from Maven Central.',
  },
  {
    name: 'Cargo',
    find: findCargo,
    debian: [],
    isRequired: false,
    advice: 'No cargo found: install Rust with clippy (rustup does both) to test the contracts.',
  },
]

/**
 * Makes sure that a tool is there.
 * @param {Tool} tool
 * @returns {Promise<boolean>} false, with a line on stderr, when it is missing and cannot be installed
 */
export async function provide(tool) {
  if ((await tool.find()) !== null) return true
  await tool.fetch?.()
  if ((await tool.find()) !== null) return true
  if (tool.debian.length > 0 && process.getuid?.() === 0 && onPath(['apt-get']) !== null) {
    // Stdout belongs to whoever asked: a tool may print its result there.
    process.stderr.write(`Installing ${tool.debian.join(' and ')} …\n`)
    /** @type {import('node:child_process').SpawnOptions} */
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update', '-qq'], quiet)
    await run('apt-get', ['install', '-y', '-qq', ...tool.debian], quiet)
    await tool.fetch?.()
    if ((await tool.find()) !== null) return true
  }
  process.stderr.write(`${tool.advice}\n`)
  return false
}
