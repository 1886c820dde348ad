/**
 * A Postgres that is opened when it is first used: a run that has not come to its first statement needs none, so a page that merely
 * shows a diagram fetches none. Time stands still while it opens. The first statement on each connection is waited for in any case, so
 * that a run is the same whether somebody has opened the engine before, by looking into it, or not.
 */
import { assert } from '~/kernel/assert'
import type { World } from '~/kernel/simulation'
import { openPostgresEngine } from './open-engine'
import type {
  PostgresClock,
  PostgresConnection,
  PostgresEngine,
  SqlExecuteOptions,
  SqlReply,
  SqlStatement,
  TransactionStatus,
} from './port'
import { PostgresStore } from './store'

/**
 * A database that does not exist before it is used, and its migrations with it. The host hears of it, so that it may open the engine as
 * soon as the run goes on. An engine that is given to the run is emptied and migrated at once, as it is there already.
 */
export async function openLatePostgresStore(world: World, migrations: readonly string[]): Promise<PostgresStore> {
  if (world.engines?.['postgres'] !== undefined) {
    const store = new PostgresStore(await openPostgresEngine(world), migrations)
    await store.migrate()
    return store
  }
  const engine = new LateEngine(world, migrations)
  world.soon?.(() => engine.open())
  return new PostgresStore(engine, migrations)
}

class LateEngine implements PostgresEngine {
  readonly name = 'pglite'
  readonly can = { replay: true }
  private readonly world: World
  private readonly migrations: readonly string[]
  private opening: Promise<PostgresEngine> | undefined
  private engine: PostgresEngine | undefined

  constructor(world: World, migrations: readonly string[]) {
    this.world = world
    this.migrations = migrations
  }

  /** The engine itself, or undefined before it is there. */
  get opened(): PostgresEngine | undefined {
    return this.engine
  }

  get title(): string {
    return this.engine?.title ?? 'PostgreSQL, which starts with its first statement'
  }

  get version(): string {
    return this.engine?.version ?? ''
  }

  get clock(): PostgresClock {
    return this.engine?.clock ?? this.world.clock
  }

  get entropy(): number {
    return this.engine?.entropy ?? 0
  }

  set entropy(entropy: number) {
    assert(this.engine !== undefined, 'what is done again was done on this engine')
    this.engine.entropy = entropy
  }

  /** Opens it and runs the migrations; a failure is tried again the next time. */
  open(): Promise<PostgresEngine> {
    this.opening ??= this.openNow().catch((error: unknown) => {
      this.opening = undefined
      throw error
    })
    return this.opening
  }

  connect(): PostgresConnection {
    return new LateConnection(this)
  }

  reset(): void | Promise<void> {
    return this.engine?.reset()
  }

  async peek(statement: SqlStatement): Promise<SqlReply> {
    return (await this.open()).peek(statement)
  }

  memoryBytes(): number {
    return this.engine?.memoryBytes() ?? 0
  }

  close(): void | Promise<void> {
    return this.engine?.close()
  }

  private async openNow(): Promise<PostgresEngine> {
    const engine = await openPostgresEngine(this.world)
    const connection = engine.connect()
    for (const text of this.migrations) await connection.script(text, { atMs: 0 })
    this.engine = engine
    return engine
  }
}

class LateConnection implements PostgresConnection {
  private readonly late: LateEngine
  private own: PostgresConnection | undefined
  private isFirst = true

  constructor(late: LateEngine) {
    this.late = late
  }

  get status(): TransactionStatus {
    return this.own?.status ?? 'idle'
  }

  execute(statements: readonly SqlStatement[], options?: SqlExecuteOptions): SqlReply[] | Promise<SqlReply[]> {
    const replies = this.on((connection) => connection.execute(statements, options))
    if (!this.isFirst) return replies
    this.isFirst = false
    return Promise.resolve(replies)
  }

  script(text: string, options?: SqlExecuteOptions): void | Promise<void> {
    return this.on((connection) => connection.script(text, options))
  }

  close(): void | Promise<void> {
    return this.own?.close()
  }

  /** At once if the engine is there. What comes before that is done in the order in which it came. */
  private on<Result>(work: (connection: PostgresConnection) => Result | Promise<Result>): Result | Promise<Result> {
    const { opened } = this.late
    if (opened !== undefined) return work((this.own ??= opened.connect()))
    return this.late.open().then((engine) => work((this.own ??= engine.connect())))
  }
}
