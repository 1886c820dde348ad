/**
 * Rules of this project that the linter does not have: the layers, and what the house style leaves out of the language.
 * They use ESLint's rule interface, which oxlint runs.
 */
import path from 'node:path'
import { judgeImport } from './layers.mjs'

/** @typedef {any} Node a node of the syntax tree */
/** @typedef {{ filename: string, cwd: string, report: (problem: { node: Node, message: string }) => void }} RuleContext */

/** @param {RuleContext} context */
function fileOf(context) {
  return path.relative(context.cwd, context.filename).split(path.sep).join('/')
}

/** Imports only along the arrows of the layers. */
const layers = {
  /** @param {RuleContext} context */
  create(context) {
    const file = fileOf(context)
    /** @param {Node} node @param {boolean} isType */
    const check = (node, isType) => {
      if (typeof node.source?.value !== 'string') return
      const message = judgeImport(file, { specifier: node.source.value, isType })
      if (message !== null) context.report({ node: node.source, message })
    }
    return {
      ImportDeclaration: (/** @type {Node} */ node) => check(node, node.importKind === 'type'),
      ExportNamedDeclaration: (/** @type {Node} */ node) => check(node, node.exportKind === 'type'),
      ExportAllDeclaration: (/** @type {Node} */ node) => check(node, node.exportKind === 'type'),
      ImportExpression: (/** @type {Node} */ node) => check(node, false),
      TSImportType: (/** @type {Node} */ node) => check(node, true),
    }
  },
}

/** What the language offers and this project leaves out. */
const style = {
  /** @param {RuleContext} context */
  create(context) {
    return {
      ExportAllDeclaration: (/** @type {Node} */ node) =>
        context.report({ node, message: 'Name what you export: `export *` hides where a name comes from.' }),
      TSEnumDeclaration: (/** @type {Node} */ node) =>
        context.report({ node, message: 'Use a union of string literals instead of an enum.' }),
    }
  },
}

/** Everything that turns text into markup or code. */
const noInjection = {
  /** @param {RuleContext} context */
  create(context) {
    const message = 'Never turn text into markup: render it as React children, or set textContent.'
    const banned = new Set([
      'innerHTML',
      'outerHTML',
      'insertAdjacentHTML',
      'dangerouslySetInnerHTML',
      'srcdoc',
      'srcDoc',
    ])
    /** @param {Node} key */
    const check = (key) => {
      const name = key?.name ?? key?.value
      if (banned.has(name)) context.report({ node: key, message: `${name}: ${message}` })
    }
    return {
      MemberExpression: (/** @type {Node} */ node) => check(node.property),
      Property: (/** @type {Node} */ node) => check(node.key),
      JSXAttribute: (/** @type {Node} */ node) => check(node.name),
    }
  },
}

const AMBIENT = {
  Date: 'Use context.clock: time is virtual, so that a run can be repeated.',
  performance: 'Use context.clock: time is virtual, so that a run can be repeated.',
  setTimeout: 'Use context.clock.sleep: time is virtual, so that a run can be repeated.',
  setInterval: 'Loop over context.clock.sleep: time is virtual, so that a run can be repeated.',
  setImmediate: 'Use context.clock.sleep: only src/kernel/turn.ts turns the event loop.',
  queueMicrotask: 'Await a promise: only src/kernel/turn.ts turns the event loop.',
  requestAnimationFrame: 'Use context.clock.sleep: frames belong to src/app.',
  MessageChannel: 'Use context.clock.sleep: only src/kernel/turn.ts turns the event loop.',
  crypto: 'Use context.rng: chance comes from the seed, so that a run can be repeated.',
  process: 'Take it as a parameter: the same code runs in the browser.',
  window: 'Take it as a parameter: the same code runs in workers and headless.',
  document: 'Take it as a parameter: the same code runs in workers and headless.',
  fetch: 'Use context.call along a drawn arrow.',
}

/** Members of those that depend on nothing but their arguments. */
const PURE = new Set(['Date.UTC', 'crypto.subtle'])

/**
 * No time, chance or host but the engine's. Knows scopes: a parameter called `process` is no global. `globalThis.Date`
 * counts as `Date`.
 */
const noAmbient = {
  /** @param {any} context */
  create(context) {
    /** @param {Node} node @param {string} name */
    const report = (node, name) => {
      if (Object.hasOwn(AMBIENT, name)) {
        context.report({ node, message: `${name}: ${AMBIENT[/** @type {keyof typeof AMBIENT} */ (name)]}` })
      }
    }
    return {
      'Program:exit'(/** @type {Node} */ program) {
        const scope = context.sourceCode.getScope(program)
        const globals = [
          ...scope.through,
          ...scope.variables.flatMap((/** @type {any} */ each) => (each.defs.length === 0 ? each.references : [])),
        ]
        for (const { identifier, isTypeReference } of globals) {
          const member = identifier.parent?.object === identifier ? identifier.parent.property?.name : undefined
          if (isTypeReference !== true && !PURE.has(`${identifier.name}.${member}`)) report(identifier, identifier.name)
        }
      },
      MemberExpression(/** @type {Node} */ node) {
        const name = node.property?.name ?? node.property?.value
        if (node.object?.name === 'Math' && name === 'random') {
          context.report({ node, message: 'Math.random: use context.rng, so that a run can be repeated.' })
        }
        if (['globalThis', 'self'].includes(node.object?.name)) report(node, name)
      },
    }
  },
}

export default {
  meta: { name: 'boxes' },
  rules: { layers, style, 'no-injection': noInjection, 'no-ambient': noAmbient },
}
