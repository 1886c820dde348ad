/** The live server's end of the watchdog: a process of its own, which outlives us for as long as it takes to clean up. */
import { spawn, type ChildProcess } from 'node:child_process'
import SOURCE from './take-down.mjs?raw'

/** What is to be taken down when we are gone. */
export class Watchdog {
  readonly #child: ChildProcess

  /** Starts it, in a process group of its own: Ctrl+C and what ends our group do not reach it. */
  constructor() {
    this.#child = spawn(process.execPath, ['--input-type=module', '-e', SOURCE], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    })
    this.#child.on('error', () => undefined)
    this.#child.stdin!.on('error', () => undefined)
    this.#child.unref()
  }

  /** Its process, which is there until all that it holds is gone. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Ends a process if we cannot. */
  hold(pid: number, signal: NodeJS.Signals): void {
    this.#child.stdin!.write(`+ ${pid} ${signal}\n`)
  }

  /** A process has ended: its number may soon be another's. */
  release(pid: number): void {
    this.#child.stdin!.write(`- ${pid}\n`)
  }

  /** Removes a folder when all has ended. */
  remove(folder: string): void {
    this.#child.stdin!.write(`rm ${folder}\n`)
  }

  /** Takes down what it holds, and resolves when that is done. */
  async finish(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.ref()
    this.#child.stdin!.end()
    await ended
  }
}
