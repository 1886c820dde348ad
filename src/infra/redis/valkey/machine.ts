/**
 * One running Valkey: a WebAssembly instance with its memory, sockets and clock. It knows steps and bytes, nothing of
 * commands. A machine boots afresh or from an image of another one's memory.
 */
import { ConsoleStdout, WASI } from '@bjorn3/browser_wasi_shim'
import { SocketTable, type SocketTableState } from './socket-table'
import { VirtualTime } from './virtual-time'

const PORT = 6379
const PAGE_BYTES = 65_536
const LOG_LINES_MAX = 20
/**
 * Clock reads one step may take, about a second's worth; a script of 100,000 commands takes a fifth of it. It stops what
 * waits for time or calls commands for ever. A Lua loop that calls nothing is left to whoever can end the worker.
 */
const CLOCK_READS_MAX = 2_000_000
/** Steps without a byte in or out after which the server counts as stuck. Valkey needs two to answer. */
const IDLE_STEPS_MAX = 64
const SUCCESS = 0

interface ValkeyExports {
  readonly memory: WebAssembly.Memory
  readonly __stack_pointer: WebAssembly.Global
  _initialize(): void
  rk_boot(port: number): void
  rk_step(): void
}

/** Everything a machine is, between two steps. */
export interface MachineImage {
  readonly memory: Uint8Array
  readonly stackPointer: number
  readonly sockets: SocketTableState
}

/** Valkey stopped working: a trap, an exit, or no answer. Only `reset` and `restore` help. */
export class ValkeyFailure extends Error {
  override readonly name = 'ValkeyFailure'
}

/** A running server. Every method but the clock's runs to its end: nothing is left in flight. */
export class ValkeyMachine {
  readonly sockets = new SocketTable(() => this.#exports.memory)
  readonly #exports: ValkeyExports
  readonly #time = new VirtualTime()
  readonly #logLines: string[] = []
  #clockReads = 0
  #words = new Uint32Array(0)
  #failure: ValkeyFailure | null = null

  /**
   * Boots, or continues from an image.
   * @throws WebAssembly.RuntimeError when the module does not fit: a programmer error.
   */
  constructor(module: WebAssembly.Module, nowMs: number, image?: MachineImage) {
    const log = ConsoleStdout.lineBuffered((line) => this.#log(line))
    const wasi = new WASI(['valkey'], [], [], { debug: false })
    // Standard output and error are both Valkey's log; there is no standard input and no file system.
    wasi.fds[1] = log
    wasi.fds[2] = log
    const instance = new WebAssembly.Instance(module, {
      wasi_snapshot_preview1: { ...wasi.wasiImport, ...this.#timeImports() },
      host: this.sockets.imports,
      // Lua's error handling is compiled to WebAssembly exceptions; this tag is their identity.
      env: { __c_longjmp: new WebAssembly.Tag({ parameters: ['i32'] }) as unknown as WebAssembly.ImportValue },
    })
    this.#exports = instance.exports as unknown as ValkeyExports
    wasi.inst = { exports: this.#exports }
    this.setTime(nowMs)
    if (image === undefined) {
      this.#exports._initialize()
      this.#exports.rk_boot(PORT)
    } else {
      this.#load(image)
    }
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength
  }

  /** Why the machine no longer runs, if so. */
  get failure(): ValkeyFailure | null {
    return this.#failure
  }

  /** Sets both of the server's clocks, in milliseconds of the run. */
  setTime(nowMs: number): void {
    this.#time.set(nowMs)
  }

  /** Lets the server's event loop turn once: read, execute, write, timers. */
  step(): void {
    if (this.#failure !== null) throw this.#failure
    this.#clockReads = 0
    try {
      this.#exports.rk_step()
    } catch (error) {
      throw this.#fail(`Valkey stopped: ${error instanceof Error ? error.message : String(error)}`, error)
    }
  }

  /**
   * Steps until `isDone`. Returns false when the server has stopped reading and writing before that.
   * @throws ValkeyFailure when the server dies.
   */
  stepUntil(isDone: () => boolean): boolean {
    let idleSteps = 0
    let { progress } = this.sockets
    for (;;) {
      this.step()
      if (isDone()) return true
      if (this.sockets.progress === progress) idleSteps += 1
      else idleSteps = 0
      progress = this.sockets.progress
      if (idleSteps === IDLE_STEPS_MAX) return false
    }
  }

  /** A copy of the machine as it stands. */
  image(): MachineImage {
    return {
      memory: new Uint8Array(this.#exports.memory.buffer.slice(0)),
      stackPointer: Number(this.#exports.__stack_pointer.value),
      sockets: this.sockets.state(),
    }
  }

  /** True when an image can be put back without a new instance: memory can grow but not shrink. */
  fits(image: MachineImage): boolean {
    return this.#failure === null && this.memoryBytes === image.memory.length
  }

  /** Puts an image of this size back. */
  putBack(image: MachineImage): void {
    this.#load(image)
  }

  #load(image: MachineImage): void {
    const { memory } = this.#exports
    const missing = image.memory.length - memory.buffer.byteLength
    if (missing > 0) memory.grow(missing / PAGE_BYTES)
    new Uint8Array(memory.buffer).set(image.memory)
    this.#exports.__stack_pointer.value = image.stackPointer
    this.sockets.setState(image.sockets)
  }

  #timeImports(): Record<string, (...args: never[]) => number> {
    return {
      // Both the wall clock and the monotonic clock are the run's: nothing inside may pass faster or slower.
      clock_time_get: (_clock: number, _precision: bigint, pointer: number): number => {
        if (this.#words.length === 0) this.#words = new Uint32Array(this.#exports.memory.buffer)
        const at = pointer >> 2
        this.#words[at] = this.#time.low
        this.#words[at + 1] = this.#time.high
        this.#clockReads += 1
        if (this.#clockReads > CLOCK_READS_MAX)
          throw new Error('it waits for time, which stands still within a command')
        return SUCCESS
      },
      // Sleeping inside a step would stop virtual time for ever, so no sleep takes any time.
      poll_oneoff: (): number => SUCCESS,
      // The pinned build seeds itself from the clock and imports no entropy. Should that change, it is constant.
      random_get: (pointer: number, length: number): number => {
        new Uint8Array(this.#exports.memory.buffer, pointer, length).fill(0x2a)
        return SUCCESS
      },
    }
  }

  #log(line: string): void {
    this.#logLines.push(line)
    if (this.#logLines.length > LOG_LINES_MAX) this.#logLines.shift()
  }

  #fail(message: string, cause: unknown): ValkeyFailure {
    const log = this.#logLines.length === 0 ? '' : `\nIts log ends:\n${this.#logLines.join('\n')}`
    this.#failure = new ValkeyFailure(message + log, { cause })
    return this.#failure
  }
}
