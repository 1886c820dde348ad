/**
 * Which layer may import which: the one table behind the lint rule (`plugin.mjs`, which sees a file at a time) and the
 * test (`src/architecture.test.ts`, which sees all of them).
 */
import path from 'node:path'

/**
 * What a layer may import. A word is a layer; `layer:part` is one part of it, see {@link PARTS}. Within a layer anything
 * goes, except between simulations.
 * @type {Readonly<Record<string, { readonly may: readonly string[], readonly hint: string }>>}
 */
export const LAYERS = {
  kernel: { may: [], hint: 'the kernel imports nothing: take it as a parameter' },
  infra: { may: ['kernel'], hint: 'a store knows only the kernel' },
  blocks: { may: ['kernel', 'infra:port'], hint: 'use the port in src/infra/<store>/port.ts' },
  simulations: {
    may: ['kernel', 'blocks', 'infra:port'],
    hint: 'use the port in src/infra/<store>/port.ts; only simulations/<id>/index.ts wires servers to boxes',
  },
  projections: { may: ['kernel'], hint: 'a projection is a fold over the trace: everything it needs is in the trace' },
  stores: { may: ['kernel', 'infra:kind'], hint: 'the list of stores sees kind.ts of each' },
  catalog: {
    may: ['kernel', 'simulations:entry'],
    hint: 'the catalog sees diagram.ts, index.ts and walk.ts of a simulation',
  },
  host: {
    may: ['kernel', 'infra', 'blocks', 'simulations:entry', 'projections', 'catalog', 'stores'],
    hint: 'the host reaches simulations through src/catalog.ts, and never the app',
  },
  app: {
    may: ['kernel:vocabulary', 'kernel:types', 'projections', 'catalog', 'stores', 'host:connect', 'host:types'],
    hint: 'ask the engine through src/host/connect.ts, src/catalog.ts for diagrams and src/stores.ts for kinds of stores',
  },
  live: {
    may: ['kernel', 'infra', 'projections', 'catalog', 'stores', 'host'],
    hint: 'the live server stands around an engine of src/host; the command line is in src/cli',
  },
  cli: { may: ['kernel', 'projections', 'catalog', 'stores', 'host', 'live'], hint: 'run the engine through src/host' },
}

/**
 * Layers and the parts that tests may use besides: they run the real engine with real servers.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const TESTS_MAY = {
  blocks: ['infra'],
  simulations: ['infra', 'projections', 'catalog', 'host'],
  projections: ['infra', 'blocks', 'simulations', 'catalog', 'host'],
  host: ['simulations'],
  app: ['kernel', 'simulations:entry', 'host'],
  cli: ['infra', 'blocks', 'simulations'],
}

/**
 * Parts of layers, by the path of the imported file without its ending. `types` is not here: it is `import type`.
 * @type {Readonly<Record<string, RegExp>>}
 */
export const PARTS = {
  /** What a client of a store needs. The rest of `src/infra/<store>` is servers. */
  'infra:port': /^src\/infra\/[^/]+\/(client|port|script)$/,
  /** What a store is to everybody outside of its folder. */
  'infra:kind': /^src\/infra\/[^/]+\/kind$/,
  'simulations:entry': /^simulations\/[^/]+\/(index|diagram|walk)$/,
  'host:connect': /^src\/host\/connect$/,
  /** The words of diagrams, actions and runs, which URLs and menus share with the engine. No engine is in them. */
  'kernel:vocabulary':
    /^src\/kernel\/(action|arrow|arrow-verbs|diagram|distribution|kind|label-of|parameter|run|run-query|store-kind|time|tone|verb|wanted-file)$/,
}

/**
 * Packages a layer must not import, by name.
 * @type {readonly { layers: readonly string[], packages: RegExp, message: string }[]}
 */
const PACKAGES = [
  { layers: ['kernel'], packages: /./, message: 'the kernel imports nothing' },
  {
    layers: ['blocks', 'simulations', 'projections', 'catalog'],
    packages: /^(node:|react|@xyflow|comlink|xstate|zustand|ioredis|valkey|kafkajs|@platformatic)/,
    message: 'no React, Node or store here: the same code runs in a worker and headless, on any server of a port',
  },
  {
    layers: ['app'],
    packages: /^(node:|ioredis|valkey|kafkajs|@platformatic)/,
    message: 'no Node and no store in the browser view',
  },
  { layers: ['infra', 'host', 'cli'], packages: /^(react|@xyflow)/, message: 'React belongs in src/app' },
]

/** What tests may import anywhere. */
const TEST_PACKAGES = /^(vitest|fast-check|node:)/

const EXTENSION = /\.(d\.)?[cm]?[jt]sx?$/

/**
 * One import as it stands in a file.
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} [isType] it is erased: `import type`
 */

/**
 * The layer of a file of the project, or null for what is outside of them.
 * @param {string} file relative to the root, with slashes
 * @returns {string | null}
 */
export function layerOf(file) {
  if (file.startsWith('simulations/')) return 'simulations'
  const layer = /^src\/([^/]+?)(\.tsx?)?(\/|$)/.exec(file)?.[1]
  return layer !== undefined && Object.hasOwn(LAYERS, layer) ? layer : null
}

/** @param {string} file */
export function isTest(file) {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/')
}

/**
 * The path an import leads to, relative to the root and without its ending, or null if it is a package.
 * @param {string} importer relative to the root
 * @param {string} specifier
 * @returns {string | null}
 */
export function resolveImport(importer, specifier) {
  const bare = specifier.replace(/\?.*$/, '').replace(EXTENSION, '')
  if (bare.startsWith('~/')) return `src/${bare.slice(2)}`
  if (bare.startsWith('~simulations/')) return `simulations/${bare.slice('~simulations/'.length)}`
  if (bare.startsWith('/')) return path.posix.normalize(bare.slice(1))
  return bare.startsWith('.') ? path.posix.join(path.posix.dirname(importer), bare) : null
}

/**
 * What is wrong with an import, or null if nothing is. The message names what to use instead.
 * @param {string} importer relative to the root, with slashes
 * @param {Import} imported
 * @returns {string | null}
 */
export function judgeImport(importer, { specifier, isType = false }) {
  const layer = layerOf(importer)
  if (layer === null) {
    const isStray = importer.startsWith('src/') && importer.split('/').length > 2
    return isStray ? `${importer} is in no layer: name its folder in scripts/lint/layers.mjs.` : null
  }
  if (/\?(.*&)?raw\b/.test(specifier)) return null // The text of a file to be shown runs nowhere.
  // Where a file stands: what is in it is fetched, and no code of ours.
  if (/\?(.*&)?url\b/.test(specifier)) return null
  const target = resolveImport(importer, specifier)
  if (target === null) return judgePackage(importer, layer, specifier, isType)

  const to = layerOf(target)
  if (layer === 'app' && target === 'package.json') return null // Names and versions of what is shipped.
  if (layer === 'live' && target === 'scripts/security-headers') return null // One policy, whoever serves the site.
  if (to === null) return `${specifier} is outside of the layers that src/${layer} may use.`
  if (to === 'simulations' && layer === 'simulations') {
    const isOwn = target.split('/')[1] === importer.split('/')[1]
    return isOwn ? null : 'Simulations never import each other: what two of them need belongs in src/blocks.'
  }
  if (to === layer) return null
  const { may, hint } = /** @type {(typeof LAYERS)[string]} */ (LAYERS[layer])
  const allowed = [...may, ...(isTest(importer) ? (TESTS_MAY[layer] ?? []) : [])]
  // Only the entry of a simulation wires servers to boxes.
  if (/^simulations\/[^/]+\/index\.ts$/.test(importer)) allowed.push('infra')
  if (allowed.some((each) => isMatch(each, to, target, isType))) return null
  return `${layer} must not import ${isType ? 'types of ' : ''}${target}; ${hint}.`
}

/**
 * @param {string} rule
 * @param {string} to
 * @param {string} target
 * @param {boolean} isType
 */
function isMatch(rule, to, target, isType) {
  const [layer, part] = rule.split(':')
  if (layer !== to) return false
  if (part === undefined) return true
  return part === 'types' ? isType : PARTS[rule]?.test(target) === true
}

/**
 * @param {string} importer
 * @param {string} layer
 * @param {string} specifier
 * @param {boolean} isType
 */
function judgePackage(importer, layer, specifier, isType) {
  if (isTest(importer) && TEST_PACKAGES.test(specifier)) return null
  const ban = PACKAGES.find(({ layers, packages }) => layers.includes(layer) && packages.test(specifier))
  return ban === undefined || (isType && layer !== 'kernel')
    ? null
    : `${layer} must not import "${specifier}": ${ban.message}.`
}
