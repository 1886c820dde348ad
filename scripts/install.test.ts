import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isInstalled } from './install.mjs'
import { ROOT } from './root.mjs'

interface Locked {
  readonly version?: string
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const locked: Record<string, Locked> = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages

/** A project folder with these packages locked and installed. */
function project(lock: Record<string, Locked>, installed: Record<string, Locked> | null): string {
  const root = mkdtempSync(path.join(tmpdir(), 'install-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...lock } }))
  if (installed === null) return root
  mkdirSync(path.join(root, 'node_modules'))
  writeFileSync(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }))
  return root
}

const A1 = { 'node_modules/a': { version: '1.0.0' } }
const A2 = { 'node_modules/a': { version: '2.0.0' } }
const FOR_ANOTHER_SYSTEM = { 'node_modules/b': { version: '1.0.0', optional: true } }

test.each([
  ['the same packages are installed', A1, A1, true],
  ['nothing is installed', A1, null, false],
  ['a package is missing', A1, {}, false],
  ['another version is installed', A2, A1, false],
  ['only a package for another system is missing', { ...A1, ...FOR_ANOTHER_SYSTEM }, A1, true],
])('when %s', (_situation, lock, installed, expected) => {
  expect(isInstalled(project(lock, installed))).toBe(expected)
})

test('the lockfile names the packages of every system, or it installs on none', () => {
  const named = Object.values(locked).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
  expect(named.filter((name) => !Object.hasOwn(locked, `node_modules/${name}`))).toEqual([])
})

/** What would like to run one, and works without: watching files on macOS; and curves in C, which are then done in JavaScript. */
const WORKS_WITHOUT = /\/(fsevents|secp256k1)$/

test('no package needs a script at installation', () => {
  const scripted = Object.keys(locked).filter((name) => locked[name]!.hasInstallScript === true)
  expect(scripted.filter((name) => !WORKS_WITHOUT.test(name))).toEqual([])
})
