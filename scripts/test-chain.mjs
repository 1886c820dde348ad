/**
 * `npm run test:chain`: what is tested of the chain on a live wasmd, which is built first where Go is found: the conformance suite on one that
 * stands here, and runs and claims on such as they start themselves.
 */
import './node-version.mjs'
import { inModules, run } from './root.mjs'
import { buildWasmd, hasGo, startWasmd } from './wasmd.mjs'

/** On a new chain, and alone: what something costs follows from how high the chain is by then. */
const CONFORMANCE = ['src/infra/chain/conformance/live.test.ts']
/** What starts a wasmd of its own. */
const RUNS = [
  'src/infra/chain/live/look-node.test.ts',
  'src/host/live/run-live-chain.test.ts',
  'src/live/claims-chain.test.ts',
]

/** The first account of the suite's mnemonic, and what it owns. */
const ACCOUNT = 'terra19rl4cm2hmr8afy4kldpxz3fka4jguq0a6yhaa4'
const COINS = '1000000000000uluna'

if (!hasGo()) {
  process.stdout.write('not run: no Go\n')
} else {
  buildWasmd()
  const { url, stop } = await startWasmd(ACCOUNT, COINS)
  try {
    process.exitCode = await vitest(CONFORMANCE, { ...process.env, CHAIN_RPC: url })
  } finally {
    await stop()
  }
  process.exitCode ||= await vitest(RUNS, process.env)
}

/**
 * @param {readonly string[]} files
 * @param {NodeJS.ProcessEnv} env
 */
function vitest(files, env) {
  return run(process.execPath, [inModules('vitest/vitest.mjs'), 'run', '--project', 'unit', ...files], { env })
}
