/**
 * The house is tidy: files are short and export few ideas, names and words are plain, and every file is used. What was too long
 * when the rule came stands in `too-long.json`, a list that may only shrink.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../root.mjs'
import { countExports, countLines, EXPORTS_MAX, judgeCounts, judgeName, judgeWords, LINES_MAX } from './tidy.mjs'

interface TooLong {
  readonly lines: Readonly<Record<string, number>>
  readonly exports: Readonly<Record<string, number>>
}

const FOLDERS = ['e2e', 'scripts', 'simulations', 'src']
/** The rules name what they ban. */
const OF_THE_RULES = /^scripts\/lint\/(tidy|plugin)(\.test)?\.(mjs|ts)$/

const TOO_LONG = JSON.parse(readFileSync(path.join(import.meta.dirname, 'too-long.json'), 'utf8')) as TooLong
const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .filter((file) => /\.(ts|tsx|mjs|css|sql|lua)$/.test(file)),
).toSorted()
const TEXTS = new Map(FILES.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]))
/** What is started by something else than an import: tests, tools, workers, the page, programs, the linter's plugin. */
const STARTED =
  /\.(test|e2e|d|worker)\.\w+$|\/main\.tsx$|^src\/cli\/|^e2e\/(browser-and-site\.ts|sixth-diagram\/)|^scripts\/[^/]+$|-program\.ts$|^scripts\/lint\/plugin\.mjs$/
const ENDING = /\.(tsx?|mjs)$/
const isCode = (file: string) => /\.(ts|tsx|mjs)$/.test(file)

const countsOf = (count: (text: string) => number, files: readonly string[]) =>
  Object.fromEntries(files.map((file) => [file, count(TEXTS.get(file)!)]))

test('no file is longer than it may be', () => {
  expect(FILES.length).toBeGreaterThan(300)
  expect(judgeCounts(countsOf(countLines, FILES), LINES_MAX, TOO_LONG.lines, 'lines')).toEqual([])
})

test('no file exports more than it may', () => {
  const counted = countsOf(countExports, FILES.filter(isCode))
  expect(judgeCounts(counted, EXPORTS_MAX, TOO_LONG.exports, 'exports')).toEqual([])
})

test('files have names that say something', () => {
  expect(FILES.flatMap((file) => judgeName(file) ?? [])).toEqual([])
})

test('words are plain', () => {
  const judged = FILES.filter((file) => !OF_THE_RULES.test(file))
  expect(judged.flatMap((file) => judgeWords(file, TEXTS.get(file)!))).toEqual([])
})

test('every source is imported by something', () => {
  const code = FILES.filter(isCode)
  const used = new Set(code.flatMap((file) => importsOf(file, TEXTS.get(file)!)))
  const patterns = code.flatMap((file) => patternsOf(file, TEXTS.get(file)!))
  const isUsed = (file: string) =>
    used.has(file.replace(ENDING, '')) || patterns.some((pattern) => path.matchesGlob(file, pattern))
  expect(code.filter((file) => !STARTED.test(file) && !isUsed(file))).toEqual([])
})

/** The files that a file imports, without their endings. */
function importsOf(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import\(|import|new URL\()\s*'([^']+)'/g)].map(
    ([, specifier]) => specifier!,
  )
  return specifiers.flatMap((specifier) => {
    const bare = specifier.replace(/\?.*$/, '').replace(ENDING, '')
    if (bare.startsWith('~/')) return [`src/${bare.slice(2)}`]
    if (bare.startsWith('~simulations/')) return [`simulations/${bare.slice('~simulations/'.length)}`]
    return bare.startsWith('.') ? [path.posix.join(path.posix.dirname(file), bare)] : []
  })
}

/** The patterns by which a file takes in others, from the root of the project. */
function patternsOf(file: string, text: string): string[] {
  return [...text.matchAll(/import\.meta\.glob(?:<[^(]*>)?\(\s*(?:\[\s*)?'([^']+)'/g)].map(([, pattern]) =>
    pattern!.startsWith('/') ? pattern!.slice(1) : path.posix.join(path.posix.dirname(file), pattern!),
  )
}

describe('what is untidy is found', () => {
  test.each([
    ['a list that is not needed any more', { a: 200 }, { a: 300 }, /take it off the list/],
    ['a file that got shorter than its entry', { a: 280 }, { a: 300 }, /may only shrink/],
    ['a file that got longer than its entry', { a: 310 }, { a: 300 }, /it was let be at 300/],
    ['a new file over the limit', { a: 251 }, {}, /the limit is 250/],
    ['an entry for a file that is gone', {}, { a: 300 }, /take it off the list/],
  ])('%s', (_, counted, above, message) => {
    expect(
      judgeCounts(counted as Record<string, number>, 250, above as Record<string, number>, 'lines').join(),
    ).toMatch(message)
  })

  test.each([
    ['// TODO: later', 'TODO'],
    ['// We simply do it.', 'simply'],
    ['const whitelist = []', 'whitelist'],
    ['return value as any', 'as any'],
  ])('the word in %s', (line, word) => {
    expect(judgeWords('a.ts', line).join()).toContain(`"${word}": use`)
  })

  test.each(['src/utils.ts', 'src/a/Thing.ts', 'src/some_thing.ts'])('the name %s', (file) => {
    expect(judgeName(file)).not.toBeNull()
  })

  test('and exports are counted, types aside', () => {
    const text = 'export function a() {}\nexport const b = 1\nexport interface C {}\nexport type D = 1\nconst e = 2\n'
    expect(countExports(text)).toBe(2)
  })
})
