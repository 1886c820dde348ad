/**
 * What makes a house tidy besides what a linter checks file by file: how long a file is, how many ideas it exports, what it is
 * called, which words it uses, and that somebody uses it. `tidy.test.ts` walks the project with these rules.
 */
import path from 'node:path'

/** A file is read from top to bottom: beyond so many lines it has more than one idea. */
export const LINES_MAX = 250
/** So many functions, classes and values a file may export; types do not count. */
export const EXPORTS_MAX = 7

/**
 * Words that do not belong here, and what to use. They are looked for in comments and names alike, as whole words.
 * @type {readonly { readonly word: RegExp, readonly use: string }[]}
 */
export const BANNED_WORDS = [
  { word: /\b(TODO|FIXME|XXX|HACK)\b/, use: 'do it, or leave it out: nothing here is half done' },
  { word: /\b(whitelist|blacklist)(ed|s)?\b/i, use: '"allowed" and "refused"' },
  { word: /\b(master|slave)s?\b/i, use: '"leader", "primary", "follower" or "replica", as the field says' },
  { word: /\b(simply|obviously|basically|of course|trivially)\b/i, use: 'nothing: what is simple need not be said' },
  { word: /\b(dummy|foo|baz)\b/i, use: 'a name that says what it is' },
  { word: /\b(so |every )manieth\b/i, use: '"every Nth"' },
  { word: /\bsanity\b/i, use: '"check"' },
  { word: /\bas any(?=[;,)\]}.[]|$)/, use: 'the type it has, or unknown' },
]

/** File names that say nothing. */
const EMPTY_NAMES = /^(utils?|helpers?|common|misc|stuff|shared|types|constants|lib)\.[cm]?[jt]sx?$/
/** Kebab case, with a place for `.test`, `.e2e` and `.d`. */
const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|e2e|d|worker|config))?\.[a-z0-9]+$/

/**
 * What is wrong with a file's name, or null.
 * @param {string} file
 */
export function judgeName(file) {
  const name = path.posix.basename(file)
  if (EMPTY_NAMES.test(name)) return `${file}: name it after its idea`
  if (!FILE_NAME.test(name)) return `${file}: names are in kebab-case`
  return null
}

/**
 * The words in a file that do not belong there, a line each.
 * @param {string} file
 * @param {string} text
 * @returns {string[]}
 */
export function judgeWords(file, text) {
  return text.split('\n').flatMap((line, index) =>
    BANNED_WORDS.flatMap(({ word, use }) => {
      const found = word.exec(line)
      return found === null ? [] : [`${file}:${index + 1}: "${found[0]}": use ${use}`]
    }),
  )
}

/**
 * How many values a file exports: functions, classes and constants, no types.
 * @param {string} text
 */
export function countExports(text) {
  return text.match(/^export (async )?(function|class|const|let|abstract class)\b/gm)?.length ?? 0
}

/**
 * How many lines a file has.
 * @param {string} text
 */
export function countLines(text) {
  return text.replace(/\n$/, '').split('\n').length
}

/**
 * Holds what was counted against a limit and the list of those that are above it. The list may only shrink: nothing joins it, and
 * what is on it does not grow.
 * @param {Readonly<Record<string, number>>} counted by file
 * @param {number} limit
 * @param {Readonly<Record<string, number>>} above the list
 * @param {string} what is counted
 * @returns {string[]}
 */
export function judgeCounts(counted, limit, above, what) {
  const grown = Object.entries(counted).flatMap(([file, count]) => {
    const allowed = above[file] ?? limit
    if (count <= allowed) return []
    return [`${file} has ${count} ${what}, ${allowed === limit ? 'the limit is' : 'it was let be at'} ${allowed}`]
  })
  const shrunk = Object.entries(above).flatMap(([file, allowed]) => {
    const count = counted[file]
    if (count === undefined || count <= limit)
      return [`${file} is no longer above ${limit} ${what}: take it off the list`]
    return count < allowed ? [`${file} has ${count} ${what} now: the list says ${allowed}, which may only shrink`] : []
  })
  return [...grown, ...shrunk]
}
