/**
 * A disposable server of a kind of store: how the live server's local stack finds and starts one. It is described here and started there,
 * so that all are bound to the loopback, watched, harmed on demand and taken down in one place (`src/live/local`).
 */

/** What can be found on a machine. */
export interface Machine {
  /** The first of these programs that is on the PATH or in one of the folders; null if none is. */
  program(names: readonly string[], folders?: readonly string[]): string | null
  /** Names in a folder, none if it is not there. */
  list(folder: string): readonly string[]
  /** Where the project keeps what it has fetched and built, such as jars. */
  readonly cache: string
}

/** A program to be run. */
export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** One process of a store. */
export interface ServerPlan extends Command {
  readonly port: number
  /** What its output has to contain before it is asked whether it is there. */
  readonly says?: string
  /** Whether it can be used by now. It listens already. Left out: it can. */
  isReady?(): Promise<boolean>
  /** The signal that ends it. */
  readonly endsBy: 'SIGTERM' | 'SIGINT' | 'SIGKILL'
}

/** What is to be done to have a store, in a folder of its own. */
export interface StackPlan {
  /** Text of files by their path in the folder. */
  readonly files?: Readonly<Record<string, string>>
  /** Programs that run to their end before, one after the other. */
  readonly prepare?: readonly Command[]
  /** One for each instance of its box. */
  readonly servers: readonly ServerPlan[]
  /** Where it is then, as somebody would say on the command line. */
  readonly url: string
  /** It does not run as root: the first of these users that there is owns the folder and the processes instead. */
  readonly usersForRoot?: readonly string[]
}

/** A kind of store that can be had for a while. */
export interface Disposable {
  /** How many ports it listens on. */
  readonly ports: number
  /** A plan, or what is missing: one line that says how to install it. */
  plan(machine: Machine, folder: string, ports: readonly number[]): StackPlan | { readonly missing: string }
}
