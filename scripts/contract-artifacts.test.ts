import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ARTIFACTS,
  CONTRACTS,
  hashSources,
  readManifest,
  sha256,
  sourceFiles,
  WORKSPACE,
} from './contract-artifacts.mjs'

const ADVICE = 'build the contracts anew: npm run contracts'

test('the artifacts were built from the sources that are here', () => {
  expect(hashSources(), ADVICE).toBe(readManifest().sources)
})

test('the artifacts are those that the manifest names', () => {
  const { artifacts } = readManifest()
  expect(Object.keys(artifacts).toSorted()).toEqual(CONTRACTS.map((contract) => `${contract}.wasm`))
  for (const [file, { sha256: hash, bytes }] of Object.entries(artifacts)) {
    const content = readFileSync(path.join(ARTIFACTS, file))
    expect([file, sha256(content), content.length], ADVICE).toEqual([file, hash, bytes])
  }
})

test('no artifact names a folder of whoever built it', () => {
  for (const contract of CONTRACTS) {
    const text = readFileSync(path.join(ARTIFACTS, `${contract}.wasm`), 'latin1')
    expect(text.includes('crates/')).toBe(true)
    expect(/\/(home|root|Users|tmp|work|opt|usr)\//.exec(text)?.[0]).toBeUndefined()
  }
})

describe('the hash of the sources', () => {
  let copy = ''
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(path.join(copy, file), change(readFileSync(path.join(copy, file), 'utf8')))

  beforeEach(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'sources-'))
    for (const file of sourceFiles(WORKSPACE)) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true })
      cpSync(path.join(WORKSPACE, file), path.join(copy, file))
    }
  })
  afterEach(() => rmSync(copy, { recursive: true }))

  test('is that of the content, wherever it is', () => {
    expect(hashSources(copy)).toBe(hashSources())
  })

  test.each(['Cargo.lock', 'Cargo.toml', 'market/Cargo.toml', 'market/src/payout.rs', 'collection/src/execute.rs'])(
    'changes with %s',
    (file) => {
      edit(file, (text) => `${text} `)
      expect(hashSources(copy)).not.toBe(hashSources())
    },
  )

  test('changes with a file that is new', () => {
    writeFileSync(path.join(copy, 'rogue/src/more.rs'), '')
    expect(hashSources(copy)).not.toBe(hashSources())
  })

  test('does not change with how lines end', () => {
    edit('market/src/payout.rs', (text) => text.replaceAll('\n', '\r\n'))
    expect(hashSources(copy)).toBe(hashSources())
  })
})
