/**
 * Loads rows into the warehouse, in batches: what came while one load was under way is the next one. A load is one statement, and
 * takes a time that grows with its rows.
 */
import { type PostgresClient, PostgresError } from '~/infra/postgres/port'
import type { Clock } from '~/kernel/time'
import { isStoreTrouble } from '~/kernel/store-error'
import loadSql from '../sql/load.sql?raw'
import rotateSql from '../sql/rotate.sql?raw'

/** A row on its way: the columns of `events`, and the time of the event in milliseconds of Unix time. */
export type Row = {
  readonly event: string
  readonly topic: string
  readonly aggregate: string
  readonly version: number
  readonly kind: string
  /** In minor units. */
  readonly amount: number | null
  readonly currency: string | null
  readonly place: string | null
  readonly at: number
}

/** What came of a row: an error is the row's own, and a row without it may load. */
export type Loaded = 'new' | 'known' | Error

const ROWS_MAX = 500
/**
 * What one load costs besides its rows, and what a row costs, in milliseconds: a transaction, indexes, counts, and a disk that is not
 * the fastest. So rows gather, as a warehouse likes them: what it costs does not grow with the rows alone.
 */
const LOAD_MS = 80
const ROW_MS = 0.2
const ROTATE_EVERY_MS = 5_000
/** Classes of SQLSTATEs that say that what was given is wrong, and not how the server is: data, and integrity. */
const OF_THE_ROW = /^2[23]/

/** What somebody has given to be loaded, until all of it has come to something. */
interface Delivery {
  readonly loaded: Loaded[]
  left: number
  resolve(loaded: readonly Loaded[]): void
  reject(error: unknown): void
}

interface Waiting {
  readonly row: Row
  readonly delivery: Delivery
  /** Which of its rows this is. */
  readonly index: number
}

export class RowLoader {
  /** A load takes so many times as long. */
  slowness = 1
  private readonly client: PostgresClient
  private readonly clock: Clock
  private waiting: Waiting[] = []
  private isRunning = false
  private rotatedAtMs = -Infinity
  private loads = 0

  constructor(client: PostgresClient, clock: Clock) {
    this.client = client
    this.clock = clock
  }

  get load(): { readonly waitingRows: number; readonly loads: number } {
    return { waitingRows: this.waiting.length, loads: this.loads }
  }

  /** What came of each row. Rejects with what `isStoreTrouble` knows if nobody knows. */
  add(rows: readonly Row[]): Promise<readonly Loaded[]> {
    if (rows.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      const delivery: Delivery = { loaded: [], left: rows.length, resolve, reject }
      rows.forEach((row, index) => this.waiting.push({ row, delivery, index }))
      if (!this.isRunning) void this.run()
    })
  }

  private async run(): Promise<void> {
    this.isRunning = true
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, ROWS_MAX)
      try {
        await this.clock.sleep((LOAD_MS + batch.length * ROW_MS) * this.slowness)
        await this.rotate()
        await this.write(batch)
      } catch (error) {
        if (!isStoreTrouble(error)) throw error
        for (const { delivery } of batch) delivery.reject(error)
      }
    }
    this.isRunning = false
  }

  /** One load; where a row is wrong, halves of it, until that row is alone. */
  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      this.loads += 1
      const { rows } = await this.client.query(loadSql, [JSON.stringify(batch.map(({ row }) => row))])
      const { fresh, events } = rows[0] as { readonly fresh: number; readonly events: readonly string[] | null }
      const isAllNew = fresh === batch.length
      const left = new Set(events)
      // Of two copies in one load the first is the one.
      for (const each of batch) settle(each, isAllNew || left.delete(each.row.event) ? 'new' : 'known')
    } catch (error) {
      if (!(error instanceof PostgresError) || !OF_THE_ROW.test(error.code)) throw error
      if (batch.length === 1) {
        settle(batch[0]!, error)
        return
      }
      const half = batch.length >> 1
      await this.write(batch.slice(0, half))
      await this.write(batch.slice(half))
    }
  }

  private async rotate(): Promise<void> {
    const nowMs = this.clock.monotonicMs()
    if (nowMs - this.rotatedAtMs < ROTATE_EVERY_MS) return
    await this.client.query(rotateSql)
    this.rotatedAtMs = nowMs
  }
}

function settle({ delivery, index }: Waiting, loaded: Loaded): void {
  delivery.loaded[index] = loaded
  delivery.left -= 1
  if (delivery.left === 0) delivery.resolve(delivery.loaded)
}
