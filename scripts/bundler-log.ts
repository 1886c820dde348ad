/**
 * What the bundler has to say, without what nobody here can mend: how packages were written by others, and how long its plugins
 * took. What is wrong in the project's own files, or keeps a bundle from being made, is still said.
 */

/** A message of the bundler, as far as it is looked at. */
export interface BundlerLog {
  readonly code?: string
  readonly message: string
  readonly id?: string
  readonly loc?: { readonly file?: string }
}

/** Messages about a package that do not concern whoever uses it. */
const ABOUT_PACKAGES: readonly string[] = ['EVAL', 'INVALID_ANNOTATION', 'MODULE_LEVEL_DIRECTIVE']
const EXTERNALIZED = /has been externalized for browser compatibility, imported by "[^"]*\/node_modules\//

/** True if a message need not be shown. */
export function isIdle({ code = '', message, id, loc }: BundlerLog): boolean {
  if (code === 'PLUGIN_TIMINGS' || EXTERNALIZED.test(message)) return true
  const place = loc?.file ?? id ?? message
  return ABOUT_PACKAGES.includes(code) && place.includes('node_modules/')
}

/** Shows what is worth showing; for `rolldownOptions.onLog`. */
export function showWorthy<Level, Log extends BundlerLog>(
  level: Level,
  log: Log,
  show: (level: Level, log: Log) => void,
): void {
  if (!isIdle(log)) show(level, log)
}
