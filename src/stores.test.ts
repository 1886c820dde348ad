/** A kind of store is one folder: nothing outside of it names the store, so that another one is added without editing anything. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'
import { isTest } from '../scripts/lint/layers.mjs'
import { crashAtVerb } from './kernel/verb'
import { storeKinds } from './stores'

const SRC = import.meta.dirname

/** Words that only a store's own folders may use, in any case: its names, and those of its engines and what they boot from. */
const NAMES = [
  ...new Set(
    storeKinds.flatMap(({ name, label, engines, assets, prompt }) => [
      name,
      label,
      ...engines.map((engine) => engine.label),
      ...Object.keys(assets),
      ...(prompt === undefined ? [] : [prompt.sign]),
    ]),
  ),
].map((each) => each.toLowerCase())
/** Names that are words of everyday code, too, such as in `catalog`: they count where somebody can only mean the store. */
const EVERYDAY = new Set(['log', 'chain'])
/** What is done to boxes of one kind alone, as a text in code has it. Any box may name steps at which it can be made to die. */
const VERBS = [...new Set(storeKinds.flatMap(({ verbs }) => verbs.map(({ verb }) => verb)))]
  .filter((verb) => verb !== crashAtVerb([]).verb)
  .map((verb) => `'${verb}'`)

const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /\.(tsx?|css)$/.test(file) && !isTest(`src/${file}`))

/** The folders of a store: its own, and what draws it if it needs a picture of its own. */
function isOfStore(file: string): boolean {
  return storeKinds.some(({ name }) => file.startsWith(`infra/${name}/`) || file.startsWith(`app/stores/${name}/`))
}

/** The text without its comments: prose may tell of any store. */
function withoutComments(file: string, text: string): string {
  if (file.endsWith('.css')) return text.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const { comments } = parseSync(file, text)
  return comments.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
}

/** An everyday word names a store as a part of a path to its folder, or as a whole text where stores, kinds or engines are spoken of. */
function isNamedBy(line: string, name: string): boolean {
  if (!EVERYDAY.has(name)) return line.toLowerCase().includes(name)
  if (new RegExp(`(?:infra|stores)/${name}\\b`, 'i').test(line)) return true
  return new RegExp(`['"\`]${name}['"\`]`, 'i').test(line) && /storeKind|stores|engine|servers/i.test(line)
}

/** The lines of a file that name a store. */
function namesIn(file: string, text: string): string[] {
  return withoutComments(file, text)
    .split('\n')
    .filter(
      (line) =>
        NAMES.some((name) => isNamedBy(line, name)) ||
        (/verb/i.test(line) && VERBS.some((verb) => line.includes(verb))),
    )
    .map((line) => `${file}: ${line.trim()}`)
}

test('nothing outside of its folders names a store', () => {
  expect(FILES.length).toBeGreaterThan(100)
  const others = FILES.filter((file) => !isOfStore(file))
  expect(others.flatMap((file) => namesIn(file, readFileSync(path.join(SRC, file), 'utf8')))).toEqual([])
})

describe.each(storeKinds.filter(({ name }) => !EVERYDAY.has(name)))('the name $name is found', ({ name, label }) => {
  test.each([
    ['in an import', `import { port } from '~/infra/${name}/port'`],
    ['in a text', `const text = 'runs on ${label}'`],
    ['in an identifier', `const open${label}Box = 1`],
    ['by a verb of its own', `if (verb === ${VERBS[0]!}) return`],
    ['in JSX', `const view = <p>{'a'} {${name}}</p>`],
  ])('%s', (_where, text) => {
    expect(namesIn('a.tsx', text)).toHaveLength(1)
  })

  test('but not in a comment', () => {
    expect(namesIn('a.ts', `/** ${label} */\nconst a = 1 // ${name}`)).toEqual([])
  })
})

describe.each(storeKinds.filter(({ name }) => EVERYDAY.has(name)))('the everyday name $name', ({ name, label }) => {
  test.each([
    ['in an import', `import { port } from '~/infra/${name}/port'`],
    ['as the kind of a store', `const found = storeKind('${name}')`],
    ['as a choice of engines', `const run = { engines: { '${name}': 'cluster' } }`],
    ['by its label', `const text = 'runs on ${label}'`],
    ['by its label in an identifier', `const open${label}Box = 1`],
  ])('is found %s', (_where, text) => {
    expect(namesIn('a.tsx', text)).toHaveLength(1)
  })

  test.each([
    ['within a word', `import { cata${name} } from './cata${name}'`],
    ['as a word of its own', `console.${name}(text)`],
    ['as a whole text about something else', `<div role="${name}">`],
  ])('is not found %s', (_where, text) => {
    expect(namesIn('a.tsx', text)).toEqual([])
  })
})

describe.each(storeKinds)('the kind $name', ({ name, engines, verbs, prompt }) => {
  test('is called as its folder is', () => {
    expect(readdirSync(path.join(SRC, 'infra', name))).toContain('kind.ts')
  })

  test('is no word that addresses and options have already', () => {
    const taken = [
      'v',
      'scenario',
      'seed',
      'set',
      'without',
      'do',
      'duration',
      'settle',
      'json',
      'trace',
      'list',
      'help',
    ]
    expect(taken).not.toContain(name)
  })

  test('has engines of different names, and stand-ins among them', () => {
    const names = engines.map((engine) => engine.name)
    expect(new Set(names).size).toBe(names.length)
    for (const { standIn } of engines) if (standIn !== undefined) expect(names).toContain(standIn)
  })

  test('has the verb by which its prompt writes', () => {
    if (prompt !== undefined) expect(verbs.map(({ verb }) => verb)).toContain(prompt.writes)
  })
})
