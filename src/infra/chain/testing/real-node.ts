/** A real chain for tests: one validator of wasmd, where one was built, started as the live server starts it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, stopChild, type RealServer } from '../../testing/real-server'
import type { Machine, StackPlan } from '../../live-disposable'
import { disposable } from '../live-disposable'

const CACHE = path.resolve('.cache')
const START_TIMEOUT_MS = 120_000
const PAUSE_MS = 100

const machine: Machine = {
  program: ([name = ''], [folder = '']: readonly string[] = []) => path.join(folder, name),
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  cache: CACHE,
}

/** A node, and what it takes to have it again after it was killed. */
export interface RealChain extends RealServer {
  kill(): Promise<void>
  start(): Promise<void>
}

/** Whether there is a build of wasmd: `npm run test:chain` makes one. */
export function isChainThere(): boolean {
  const builds = machine.list(path.join(CACHE, 'wasmd'))
  return builds.some((build) => existsSync(path.join(CACHE, 'wasmd', build, 'wasmd')))
}

/** Starts a chain of its own, and resolves once it takes transactions. @throws Error if it does not start */
export async function startRealChain(): Promise<RealChain> {
  const folder = mkdtempSync(path.join(tmpdir(), 'boxes-chain-'))
  const ports = await Promise.all(Array.from({ length: disposable.ports }, freePort))
  const plan = disposable.plan(machine, folder, ports) as StackPlan
  for (const { program, args, env } of plan.prepare ?? []) {
    execFileSync(program, args, { env: { ...process.env, ...env }, stdio: 'pipe' })
  }
  const [server] = plan.servers
  const { program, args, env, isReady } = server!
  let child: ChildProcess
  const start = async () => {
    child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
    const untilMs = performance.now() + START_TIMEOUT_MS
    while (!(await isReady!())) {
      if (child.exitCode !== null || performance.now() > untilMs) throw new Error('wasmd did not start')
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  const stop = async () => {
    child.kill('SIGCONT')
    await stopChild(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  return { url: plan.url, signal: (name) => child.kill(name), stop, start, kill: () => stopChild(child, 'SIGKILL') }
}
