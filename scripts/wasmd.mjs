/**
 * A real chain for the conformance suite: wasmd, built once by Go and kept in the cache, and started with a fresh genesis. Building takes a quarter
 * of an hour and three gigabytes of Go's own caches, so it is no part of `npm test`.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ROOT } from './root.mjs'

const VERSION = 'v0.70.3'
const FOLDER = path.join(ROOT, '.cache', 'wasmd', VERSION)
const PROGRAM = path.join(FOLDER, 'wasmd')
const PACKAGE = 'github.com/CosmWasm/wasmd'
const RPC_PORT = 36_657

/** wasmd's own replacements, which Go does not take over from a dependency. */
const MODULE = `module boxes-wasmd

go 1.25

replace (
	github.com/99designs/keyring => github.com/cosmos/keyring v1.2.0
	github.com/dgrijalva/jwt-go => github.com/golang-jwt/jwt/v4 v4.4.2
	github.com/gin-gonic/gin => github.com/gin-gonic/gin v1.8.1
	github.com/syndtr/goleveldb => github.com/syndtr/goleveldb v1.0.1-0.20210819022825-2ae1ddf74ef7
)
`
const TOOLS = `//go:build tools

package tools

import _ "${PACKAGE}/cmd/wasmd"
`

/** Whether there is a Go. */
export function hasGo() {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Builds wasmd, unless it was built before. */
export function buildWasmd() {
  if (existsSync(PROGRAM)) return
  const folder = path.join(FOLDER, 'module')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'go.mod'), MODULE)
  writeFileSync(path.join(folder, 'tools.go'), TOOLS)
  const env = { ...process.env, GOFLAGS: '-mod=mod -buildvcs=false' }
  /** @param {readonly string[]} args */
  const go = (args) =>
    execFileSync('go', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  go(['get', `${PACKAGE}/cmd/wasmd@${VERSION}`])
  const library = go(['list', '-m', '-f', '{{.Dir}}', 'github.com/CosmWasm/wasmvm/v3']).trim()
  copyFileSync(path.join(library, 'internal', 'api', 'libwasmvm.x86_64.so'), path.join(FOLDER, 'libwasmvm.x86_64.so'))
  const flags = `-s -w -X ${PACKAGE}/app.Bech32Prefix=terra -X github.com/cosmos/cosmos-sdk/version.AppName=wasmd`
  go(['build', '-trimpath', '-tags', 'netgo ledger', '-ldflags', flags, '-o', PROGRAM, `${PACKAGE}/cmd/wasmd`])
}

/**
 * Starts a chain whose genesis gives an account coins, and resolves once it has a block. `stop` resolves when it has ended and its folder is gone.
 * @param {string} address
 * @param {string} coins
 */
export async function startWasmd(address, coins) {
  const home = mkdtempSync(path.join(tmpdir(), 'wasmd-'))
  try {
    return await startIn(home, address, coins)
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

/**
 * @param {string} home
 * @param {string} address
 * @param {string} coins
 */
async function startIn(home, address, coins) {
  const env = { ...process.env, LD_LIBRARY_PATH: FOLDER }
  /** @param {readonly string[]} args */
  const wasmd = (args) => execFileSync(PROGRAM, [...args, '--home', home], { env, stdio: 'pipe' })
  const keys = ['--keyring-backend', 'test']
  wasmd(['init', 'node0', '--chain-id', 'boxes-1', '--default-denom', 'uluna'])
  wasmd(['keys', 'add', 'val', ...keys])
  wasmd(['genesis', 'add-genesis-account', 'val', '1000000000000uluna', ...keys])
  wasmd(['genesis', 'add-genesis-account', address, coins])
  wasmd(['genesis', 'gentx', 'val', '500000000000uluna', '--chain-id', 'boxes-1', ...keys])
  wasmd(['genesis', 'collect-gentxs'])
  edit(path.join(home, 'config', 'config.toml'), {
    timeout_propose: '1s',
    timeout_prevote: '500ms',
    timeout_precommit: '500ms',
    timeout_commit: '1s',
    pprof_laddr: '',
  })
  edit(path.join(home, 'config', 'app.toml'), { 'minimum-gas-prices': '0.015uluna' })
  const places = ['--rpc.laddr', `tcp://127.0.0.1:${RPC_PORT}`, '--p2p.laddr', 'tcp://127.0.0.1:36656']
  const node = spawn(PROGRAM, ['start', '--home', home, ...places], { env, stdio: 'ignore' })
  const url = `http://127.0.0.1:${RPC_PORT}`
  const stop = async () => {
    // It may have ended by itself.
    if (node.exitCode === null && node.signalCode === null && node.kill()) await once(node, 'exit')
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await untilThereIsABlock(url, node)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/**
 * @param {string} file
 * @param {Readonly<Record<string, string>>} settings
 */
function edit(file, settings) {
  const text = Object.entries(settings).reduce(
    (edited, [name, value]) => edited.replace(new RegExp(`^${name} = .*`, 'm'), `${name} = "${value}"`),
    readFileSync(file, 'utf8'),
  )
  writeFileSync(file, text)
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} node
 */
async function untilThereIsABlock(url, node) {
  for (let tries = 0; tries < 120; tries++) {
    if (node.exitCode !== null) throw new Error(`wasmd ended with code ${node.exitCode}`)
    try {
      const { result } = await (await fetch(`${url}/status`)).json()
      if (Number(result.sync_info.latest_block_height) >= 2) return
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('wasmd has made no block in a minute')
}
