/**
 * PostgreSQL in WebAssembly. PGlite's own queries are asynchronous and behind locks in real time; its wire protocol is
 * neither: a message goes in, the server's answer comes out, synchronously. So a statement is a function call here, as with
 * Valkey, and virtual time needs no help to stand still. The clock and the source of chance are the run's.
 */
import { PGlite } from '@electric-sql/pglite'
import { assert } from '~/kernel/assert'
import {
  PostgresError,
  SQLSTATE,
  type PostgresClock,
  type PostgresConnection,
  type PostgresEngine,
  type SqlExecuteOptions,
  type SqlReply,
  type SqlStatement,
  type TransactionStatus,
} from '../port'
import type { PgliteAssets } from './module'
import { CHECKPOINT_BYTES, SETTINGS } from './settings'
import { atVirtualTime } from './virtual-globals'
import { concat, decodeAnswer, encodeScript, encodeStatement, type Answer } from './wire'

/** Statements of a run that stay parsed; further ones are parsed every time. */
const PREPARED_MAX = 500
/** So many runs keep their tables: the one that is played, its past, and one that is on its way to replace either. */
const RUNS_MAX = 3

const STATUS: Readonly<Record<string, TransactionStatus>> = { I: 'idle', T: 'open', E: 'failed' }

/** A module without anything in it, so that PGlite does not fetch `initdb`, which the snapshot makes needless. */
const NO_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/** One PostgreSQL, which boots in half a second and holds 128 MiB and more: one to a page or process. */
export class PgliteRuntime {
  private status: TransactionStatus = 'idle'
  private readonly pglite: PGlite
  /** Runs that have tables here, the one that was opened last at the end. */
  private runs: PgliteEngine[] = []
  private active: PgliteEngine | undefined
  private opened = 0
  private bytesSinceCheckpoint = 0

  private constructor(pglite: PGlite) {
    this.pglite = pglite
    replaceEntropy(pglite, () => this.active?.nextByte() ?? 0)
  }

  /** Boots PostgreSQL from its files. */
  static async boot(assets: PgliteAssets): Promise<PgliteRuntime> {
    const pglite = await PGlite.create({
      pgliteWasmModule: assets.wasm,
      initdbWasmModule: new WebAssembly.Module(NO_MODULE),
      fsBundle: assets.data,
      loadDataDir: assets.snapshot,
      startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
    })
    return new PgliteRuntime(pglite)
  }

  /** An engine with a schema of its own. The tables of the run before the one before the last are dropped. */
  open(clock: PostgresClock): PgliteEngine {
    while (this.runs.length >= RUNS_MAX) this.runs[0]!.close()
    const engine = new PgliteEngine(this, `run${++this.opened}`, clock)
    this.runs.push(engine)
    engine.reset()
    return engine
  }

  /** Where the session stands, as far as a run is concerned. */
  statusOf(engine: PgliteEngine): TransactionStatus {
    return this.active === engine ? this.status : 'idle'
  }

  /** Lets go of a run. */
  forget(engine: PgliteEngine): void {
    this.runs = this.runs.filter((run) => run !== engine)
    if (this.active === engine) this.active = undefined
  }

  /** Sends a message for a run at an instant, and gives the answer. */
  send(engine: PgliteEngine, message: Uint8Array, atMs: number): Answer {
    if (this.active !== engine) this.activate(engine)
    const answer = this.exchange(message, atMs)
    this.bytesSinceCheckpoint += message.length
    if (this.bytesSinceCheckpoint > CHECKPOINT_BYTES && this.status === 'idle') {
      this.bytesSinceCheckpoint = 0
      this.exchange(encodeScript('CHECKPOINT'), 0)
    }
    return answer
  }

  memoryBytes(): number {
    return this.pglite.Module.HEAPU8.length
  }

  close(): Promise<void> {
    return this.pglite.close()
  }

  /** Goes over to the schema and the source of chance of another run. */
  private activate(engine: PgliteEngine): void {
    if (this.status !== 'idle') {
      this.active?.interrupt()
      this.exchange(encodeScript('ROLLBACK'), 0)
    }
    this.active = engine
    this.exchange(encodeScript(`SET search_path = ${engine.schema}; SET timezone = 'UTC'`), 0)
  }

  private exchange(message: Uint8Array, atMs: number): Answer {
    const chunks: Uint8Array[] = []
    let failure: unknown
    // The method is asynchronous by its signature only: without a file system to sync it has run when it returns.
    atVirtualTime(atMs, () => {
      const options = { syncToFs: false, onRawData: (bytes: Uint8Array) => void chunks.push(bytes.slice()) }
      this.pglite.execProtocolRawStream(message, options).catch((error: unknown) => (failure = error))
    })
    assert(chunks.length > 0, `PGlite gave no answer${failure === undefined ? '' : `: ${String(failure)}`}`)
    const answer = decodeAnswer(concat(chunks))
    this.status = STATUS[answer.status]!
    return answer
  }
}

/** Boots a PostgreSQL and opens a run on it. */
export async function createPgliteEngine(
  assets: PgliteAssets,
  { clock }: { readonly clock: PostgresClock },
): Promise<PgliteEngine> {
  return (await PgliteRuntime.boot(assets)).open(clock)
}

/** A run's part of a PostgreSQL: its schema, its clock, its source of chance. */
export class PgliteEngine implements PostgresEngine {
  readonly name = 'pglite'
  readonly can = { replay: true }
  readonly schema: string
  clock: PostgresClock
  entropy = 0
  private readonly runtime: PgliteRuntime
  /** Statements by text, under the names PostgreSQL knows them by. */
  private readonly prepared = new Map<string, string>()
  private state: 'usable' | 'interrupted' | 'closed' = 'usable'
  private versionNow = ''

  constructor(runtime: PgliteRuntime, schema: string, clock: PostgresClock) {
    this.runtime = runtime
    this.schema = schema
    this.clock = clock
  }

  get title(): string {
    return `PostgreSQL ${this.versionNow} in WebAssembly`
  }

  get version(): string {
    return this.versionNow
  }

  get status(): TransactionStatus {
    return this.runtime.statusOf(this)
  }

  connect(): PostgresConnection {
    return new PgliteConnection(this)
  }

  reset(): void {
    this.rollback()
    for (const name of this.prepared.values()) this.script(`DEALLOCATE ${name}`, 0)
    this.prepared.clear()
    this.script(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE; CREATE SCHEMA ${this.schema}; SELECT setseed(0)`, 0)
    // No background process does it, and the log of writes would grow from run to run.
    this.script('CHECKPOINT', 0)
    const version = this.run({ text: 'SHOW server_version' }, 0)
    if (!(version instanceof PostgresError)) this.versionNow = String(version.rows[0]!['server_version'])
    this.entropy = 0
  }

  /** Ends whatever transaction is open. */
  rollback(): void {
    if (this.state !== 'closed' && this.status !== 'idle') this.script('ROLLBACK')
  }

  /** Another run needed the session while this one had a transaction open: there is nothing to go on with. */
  interrupt(): void {
    this.state = 'interrupted'
  }

  /** Runs one statement at an instant of the run, in milliseconds. */
  run(statement: SqlStatement, atMs = this.clock.nowMs()): SqlReply {
    const { text } = statement
    const known = this.prepared.get(text)
    const name = known ?? (this.prepared.size < PREPARED_MAX ? `${this.schema}_${this.prepared.size}` : '')
    const { reply, isParsed } = this.send(encodeStatement(statement, name, known === undefined), atMs)
    if (known === undefined && isParsed && name !== '') this.prepared.set(text, name)
    return reply
  }

  /** Runs a text of many statements. */
  script(text: string, atMs = this.clock.nowMs()): void {
    const { reply } = this.send(encodeScript(text), atMs)
    if (reply instanceof PostgresError) throw reply
  }

  peek(statement: SqlStatement): SqlReply {
    if (this.status === 'failed') {
      return new PostgresError(
        SQLSTATE.inFailedTransaction,
        'the only session is in a failed transaction: look again later',
      )
    }
    const { entropy } = this
    const [enter, leave] =
      this.status === 'idle'
        ? ['BEGIN READ ONLY', 'ROLLBACK']
        : ['SAVEPOINT peek; SET TRANSACTION READ ONLY', 'ROLLBACK TO SAVEPOINT peek; RELEASE SAVEPOINT peek']
    this.script(enter)
    try {
      return this.send(encodeStatement(statement, '', true), this.clock.nowMs()).reply
    } finally {
      this.script(leave)
      this.entropy = entropy
    }
  }

  memoryBytes(): number {
    return this.runtime.memoryBytes()
  }

  /** Drops the run's tables. The PostgreSQL stays. */
  close(): void {
    if (this.state === 'closed') return
    this.state = 'usable'
    this.rollback()
    for (const name of this.prepared.values()) this.script(`DEALLOCATE ${name}`, 0)
    this.script(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`, 0)
    this.state = 'closed'
    this.runtime.forget(this)
  }

  /** A byte of the stream behind `/dev/urandom`: a counter, mixed (the finalizer of MurmurHash3). */
  nextByte(): number {
    let mixed = Math.imul(++this.entropy, 0x9e3779b1)
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) & 0xff
  }

  private send(message: Uint8Array, atMs: number): Answer {
    assert(this.state !== 'closed', 'the tables of this run were dropped: later runs have taken its place')
    assert(this.state !== 'interrupted', 'another execution needed the only session while a transaction was open')
    return this.runtime.send(this, message, atMs)
  }
}

/** A view of the one session. */
class PgliteConnection implements PostgresConnection {
  private readonly engine: PgliteEngine
  private isOpen = true

  constructor(engine: PgliteEngine) {
    this.engine = engine
  }

  get status(): TransactionStatus {
    return this.engine.status
  }

  execute(statements: readonly SqlStatement[], { atMs }: SqlExecuteOptions = {}): SqlReply[] {
    const replies: SqlReply[] = []
    for (const statement of statements) {
      const reply = this.engine.run(statement, atMs)
      replies.push(reply)
      if (reply instanceof PostgresError) break
    }
    return replies
  }

  script(text: string, { atMs }: SqlExecuteOptions = {}): void {
    this.engine.script(text, atMs)
  }

  close(): void {
    if (this.isOpen) this.engine.rollback()
    this.isOpen = false
  }
}

/** PostgreSQL draws UUIDs and seeds from `/dev/urandom`: from here on that is ours. */
function replaceEntropy({ Module: { FS } }: PGlite, nextByte: () => number): void {
  FS.unlink('/dev/urandom')
  FS.createDevice('/dev', 'urandom', nextByte)
}
