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
import { atVirtualTime } from './virtual-globals'
import { concat, decodeAnswer, encodeScript, encodeStatement } from './wire'

/** The schema that holds the tables of a run. */
export const RUN_SCHEMA = 'run'
/** Statements that stay parsed; further ones are parsed every time. */
const PREPARED_MAX = 500

/** Nothing here writes to a disk, and nothing but statements runs: what only costs is switched off. */
const SETTINGS = ['wal_level=minimal', 'max_wal_senders=0', 'full_page_writes=off', 'autovacuum=off', 'jit=off']

const STATUS: Readonly<Record<string, TransactionStatus>> = { I: 'idle', T: 'open', E: 'failed' }

/** Where the session stands may be read off after every message; a second session there is not. */
type Server = Pick<PGlite, 'execProtocolRawStream'>

/** A module without anything in it, so that PGlite does not fetch `initdb`, which the snapshot makes needless. */
const NO_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

/** Boots a server from a snapshot; that takes half a second. `clock` may be set anew for every run. */
export async function createPgliteEngine(
  assets: PgliteAssets,
  { clock }: { readonly clock: PostgresClock },
): Promise<PgliteEngine> {
  const server = await PGlite.create({
    pgliteWasmModule: assets.wasm,
    initdbWasmModule: new WebAssembly.Module(NO_MODULE),
    fsBundle: assets.data,
    loadDataDir: assets.snapshot,
    startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ['-c', setting])],
  })
  const engine = new PgliteEngine(server, clock)
  engine.reset()
  return engine
}

/** One server. Make one per page or process: it holds 128 MiB and more. */
export class PgliteEngine implements PostgresEngine {
  readonly name = 'pglite'
  readonly version: string
  /** The run's clock. */
  clock: PostgresClock
  entropy = 0
  status: TransactionStatus = 'idle'
  private readonly server: PGlite
  /** Statements by text, under the names the server knows them by. */
  private readonly prepared = new Map<string, string>()

  constructor(server: PGlite, clock: PostgresClock) {
    this.server = server
    this.clock = clock
    replaceEntropy(server, () => this.nextByte())
    const { rows } = this.mustRun({ text: 'SHOW server_version' })
    this.version = String(rows[0]!['server_version'])
  }

  connect(): PostgresConnection {
    return new PgliteConnection(this)
  }

  reset(): void {
    this.rollback()
    // DISCARD and CHECKPOINT refuse to share a transaction. No background process makes checkpoints, and the log of writes
    // would grow from run to run.
    for (const text of [
      `DROP SCHEMA IF EXISTS ${RUN_SCHEMA} CASCADE; CREATE SCHEMA ${RUN_SCHEMA}`,
      'DISCARD ALL',
      `SET search_path = ${RUN_SCHEMA}; SET timezone = 'UTC'; SELECT setseed(0)`,
      'CHECKPOINT',
    ]) {
      this.script(text, 0)
    }
    this.prepared.clear()
    this.entropy = 0
  }

  /** Ends whatever transaction is open. */
  rollback(): void {
    if (this.status !== 'idle') this.script('ROLLBACK')
  }

  /** Runs one statement at an instant of the run, in milliseconds. */
  run(statement: SqlStatement, atMs = this.clock.nowMs()): SqlReply {
    const { text } = statement
    const known = this.prepared.get(text)
    const name = known ?? (this.prepared.size < PREPARED_MAX ? `s${this.prepared.size}` : '')
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
    return this.server.Module.HEAPU8.length
  }

  close(): Promise<void> {
    return this.server.close()
  }

  private mustRun(statement: SqlStatement) {
    const reply = this.run(statement)
    if (reply instanceof PostgresError) throw reply
    return reply
  }

  private send(message: Uint8Array, atMs: number) {
    const chunks: Uint8Array[] = []
    const server: Server = this.server
    // The method is asynchronous by its signature only: without a file system to sync it has run when it returns.
    let failure: unknown
    atVirtualTime(atMs, () => {
      const options = { syncToFs: false, onRawData: (bytes: Uint8Array) => void chunks.push(bytes.slice()) }
      server.execProtocolRawStream(message, options).catch((error: unknown) => (failure = error))
    })
    assert(chunks.length > 0, `PGlite gave no answer${failure === undefined ? '' : `: ${String(failure)}`}`)
    const answer = decodeAnswer(concat(chunks))
    this.status = STATUS[answer.status]!
    return answer
  }

  /** A byte of the stream behind `/dev/urandom`: a counter, mixed (the finalizer of MurmurHash3). */
  private nextByte(): number {
    let mixed = Math.imul(++this.entropy, 0x9e3779b1)
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) & 0xff
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
