/** The threads of one run: its stores that can work in a thread of their own, each opened in one as the run boots. */
import type { OpenThread } from '~/infra/thread'
import type { Host } from '~/kernel/engine'
import type { Run } from '~/kernel/run'
import type { World } from '~/kernel/simulation'
import { chosenEngine } from '~/kernel/store-kind'
import { storeKinds } from '~/stores'

/** How a kind of store is opened in a thread, and the engine that can be. */
export interface ThreadOpener {
  readonly engine: string
  open(world: World): Promise<OpenThread>
}

/** Threads for one run, until they are closed. */
export class RunThreads {
  /** What the host gives the run: how each kind of store that can is opened. */
  readonly engines: NonNullable<Host['engines']>
  private readonly opened: OpenThread[] = []

  /** `openerOf` knows a kind of store by its name; undefined if it has no threads. */
  constructor(run: Run, openerOf: (kind: string) => ThreadOpener | undefined) {
    const able = storeKinds.flatMap((kind) => {
      const opener = openerOf(kind.name)
      return opener?.engine === chosenEngine(kind, run.engines).name ? [[kind.name, opener] as const] : []
    })
    this.engines = Object.fromEntries(able.map(([kind, opener]) => [kind, (world: World) => this.open(opener, world)]))
  }

  /** True if a store of the run is in a thread. */
  get isAny(): boolean {
    return this.opened.length > 0
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((thread) => thread.close()))
  }

  private async open(opener: ThreadOpener, world: World): Promise<unknown> {
    const thread = await opener.open(world)
    this.opened.push(thread)
    return thread.engine
  }
}
