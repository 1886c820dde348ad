/**
 * A kind of store: all that anybody but its own folder in `infra` knows of it. Each kind is one object, in
 * `src/infra/<kind>/kind.ts`, and `src/stores.ts` finds them all. Kinds are light: pages import them for their words, while
 * the engines they name are loaded where a run needs them.
 */
import type { CarriedRecords, SpanTerms } from './span-terms'
import type { Verb } from './verb'

/** Software that a store of this kind can stand on, by choice of whoever starts the run. */
export interface EngineChoice {
  /** As it stands in addresses, options and {@link Run.engines}. */
  readonly name: string
  /** For buttons and lists. */
  readonly label: string
  /** One line for people: what it is and where it runs. */
  readonly line: string
  /** What the JavaScript engine must have besides WebAssembly, if anything: for people. */
  readonly needs?: string
  /** The engine that can stand in, by name, if this one cannot boot; left out if none can. */
  readonly standIn?: string
}

/**
 * A prompt: lines that somebody types at a box. A line is first asked of the box as `inspect({ view, line })`, which answers
 * a {@link PromptAnswer}; a line that writes is then done by a verb, and so becomes part of the run.
 */
export type Prompt = {
  /** What stands before a line, such as `redis>`. */
  readonly sign: string
  readonly placeholder: string
  /** The view of `inspect` that answers a line. */
  readonly view: string
  /** The verb of the box that does a line which writes, with the line as its value. It shows the answer as a text. Left out: no line writes. */
  readonly writes?: string
  /** Lines to begin with, for whoever types `help`. */
  readonly help?: readonly string[]
  /** What a line gets while nobody answers. */
  readonly down: string
}

/** What a box answers to a line of a prompt. */
export type PromptAnswer = {
  readonly text: string
  /** True if nothing was done, since the line would write: the verb of the prompt has to do it. */
  readonly isWrite: boolean
}

/** A piece of a sentence: text, code, or the name of a package that is shipped, which is shown with its version. */
export type Words = readonly (string | { readonly code: string } | { readonly package: string })[]

/** One kind of store. */
export interface StoreKind {
  /** The folder in `infra`. It is also the key in addresses, options and {@link Run.engines}. */
  readonly name: string
  /** For people. */
  readonly label: string
  /** Engines that can be chosen, the default first. */
  readonly engines: readonly [EngineChoice, ...EngineChoice[]]
  /** What can be done to its boxes, besides what can be done to every box. */
  readonly verbs: readonly Verb[]
  readonly prompt?: Prompt
  /** What is fetched for it, by the name of the asset, as people are told while they wait. */
  readonly assets: Readonly<Record<string, string>>
  /** What of it runs for real, for the page that says so. */
  readonly real: Words
  /** What runs inside the page, in a few words: “a real Redis”. */
  readonly inPage: string
  /** What of it cannot be seen here, under a heading; left out if there is nothing to say. */
  readonly notShown?: { readonly title: string; readonly words: Words }
  /** A message to a box of this kind as lines to read, such as commands; none for what is no such message. */
  lines(message: unknown): readonly string[]
  /**
   * A message to a box of this kind in the words of OpenTelemetry's conventions; null for what is no such message. Left out: there
   * are no conventions for it, and it is a call like any other.
   */
  span?(message: unknown): SpanTerms | null
  /** The requests that a message to a box of this kind, or its reply, has records of; null if it has none. Left out: none ever has. */
  carried?(message: unknown): CarriedRecords | null
}

/** What the page is told of a box that is a store: plain data. The functions of the kind are in `src/stores.ts`. */
export interface StoreDescription extends Pick<StoreKind, 'label' | 'engines' | 'prompt'> {
  readonly kind: string
}

/** Describes a kind as plain data. */
export function describeStore({ name, label, engines, prompt }: StoreKind): StoreDescription {
  return { kind: name, label, engines, ...(prompt === undefined ? {} : { prompt }) }
}

/** The engine that a run has chosen for a kind of store, or the default. */
export function chosenEngine(
  { name, engines }: Pick<StoreKind, 'name' | 'engines'>,
  chosen: Readonly<Record<string, string>> = {},
): EngineChoice {
  return engines.find((engine) => engine.name === chosen[name]) ?? engines[0]
}
