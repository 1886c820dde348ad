/** Live stores: where real servers are, and what a kind of store brings to run on one. Node only, but for the words. */
import type { LiveHalf } from '~/kernel/live'
import type { Json } from '~/kernel/json'
import type { World } from '~/kernel/simulation'
import type { Held } from './live-held'
import type { Address } from './live-place'

/** One process of the run that connects to a live store. */
export interface LiveCaller {
  /** The box that calls, by its id, and which instance of it. */
  readonly from: string
  readonly fromInstance: number
}

/** A real store that a run is to stand on. */
export interface LiveStore {
  /** The kind, by name: its folder in `infra`. */
  readonly kind: string
  /**
   * Where it is, as its own clients write it: `redis://user:password@host:port/0`, `postgres://…`, `host:port,host:port` for a
   * log. Credentials stay in here: no message, fact or title repeats it.
   */
  readonly url: string
  /** True for a store that was started for this purpose: acts that empty or harm it are allowed, and prompts may write. */
  readonly isDisposable: boolean
  /**
   * Where one process is to connect instead, such as to a proxy in front of the store; asked for each new connection. Left out:
   * {@link url}. Processes that are given the same address share connections where the protocol allows it, and what they then see is
   * in the order in which the store worked.
   */
  urlFor?(caller: LiveCaller): string
  /**
   * The same for a store of several servers, whose addresses are learnt from the store itself: where one process is to connect instead
   * of to a server, which is the instance `toInstance` of the store's box. Left out: `server`.
   */
  addressFor?(caller: LiveCaller, toInstance: number, server: Address): Promise<Address>
  /**
   * The address that such a server is to be connected to by; rejects with the reason if it may not be used, such as one that is on another
   * machine than the store that tells of it. Left out: as it is told.
   */
  settle?(server: Address): Promise<Address>
}

/** Under which names everything stands that a run creates in its stores. */
export interface LiveNames {
  /** Letters and digits, drawn anew for each run: `a1b2c3d4`. What is created bears it. */
  readonly suffix: string
}

/** What a recording keeps of a live store, besides its answers. */
export interface RecordedStore {
  /** Name and version for people, e.g. `Redis 7.0.15`. */
  readonly title: string
  readonly version: string
  /** What its box did itself, and what could not be done to it. */
  readonly half: LiveHalf
  /** What the store has told while it was made ready, and a recording needs besides its answers. Left out by most. */
  readonly told?: Json | undefined
}

/** A live store that is open for a run. */
export interface OpenLiveStore extends RecordedStore {
  /** Round trip of an empty question, in milliseconds: the median of a few. */
  readonly roundTripMs: number
  /** What a run of this store creates, a line each: `keys boxes:a1b2c3d4:*`. */
  readonly creates: readonly string[]
  /**
   * What stands there under the names of runs, of this one and of others: reads only, and changes nothing. Left out by a store of which
   * nothing can be removed.
   */
  held?(): Promise<readonly Held[]>
  /** What goes into `World.engines` under the kind's name. */
  readonly engine: (world: World) => Promise<unknown>
  /** Removes what the run has created and tells what it was, a line each. */
  clean(): Promise<readonly string[]>
  /** Ends all connections. */
  close(): Promise<void>
}

/** What a kind of store brings for live runs, in `infra/<kind>/live-node.ts`, as `live`. */
export interface LiveConnector {
  /**
   * Connects and learns the version; creates nothing yet.
   * @throws Error with the reason, without credentials, if the store cannot be reached or is not what it should be
   */
  open(store: LiveStore, names: LiveNames): Promise<OpenLiveStore>
}

/**
 * What a kind of store brings to play a recording, in `infra/<kind>/live-recorded.ts`, as `recorded`: the engine of a store that is not
 * there. Its box asks for outside work as it did, and what comes of it is in the record.
 */
export interface RecordedConnector {
  /** What goes into `World.engines` under the kind's name. */
  engine(store: RecordedStore): unknown
}
