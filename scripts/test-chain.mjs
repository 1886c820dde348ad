/** `npm run test:chain`: the conformance suite of the chain on a live wasmd, which is built first where Go is found. */
import './node-version.mjs'
import { inModules, run } from './root.mjs'
import { buildWasmd, hasGo, startWasmd } from './wasmd.mjs'

/** The first account of the suite's mnemonic, and what it owns. */
const ACCOUNT = 'terra19rl4cm2hmr8afy4kldpxz3fka4jguq0a6yhaa4'
const COINS = '1000000000000uluna'

if (!hasGo()) {
  process.stdout.write('not run: no Go\n')
} else {
  buildWasmd()
  const { url, stop } = await startWasmd(ACCOUNT, COINS)
  try {
    const file = 'src/infra/chain/conformance/live.test.ts'
    const env = { ...process.env, CHAIN_RPC: url }
    process.exitCode = await run(process.execPath, [inModules('vitest/vitest.mjs'), 'run', '--project', 'unit', file], {
      env,
    })
  } finally {
    await stop()
  }
}
