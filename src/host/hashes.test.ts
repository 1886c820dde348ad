/**
 * What a run does is pinned: the trace hash of every scenario of every live diagram, in Node. A commit that moves one says
 * which and why, and writes them anew with `npx vitest run --project unit src/host/hashes.test.ts -u`. In Chromium the same
 * hashes are checked by `e2e/determinism.e2e.ts`.
 */
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalog, loadSimulation } from '~/catalog'
import { runToEnd } from './node'
import { shortRun } from './testing/short-run'

const live = catalog.filter(({ isLive }) => isLive)

describe('every scenario has the trace hash that is pinned', () => {
  test.each(live)('$id', async ({ id }) => {
    const simulation = await loadSimulation(id)
    const hashes: Record<string, string> = {}
    for (const { id: scenario } of simulation.scenarios) {
      const { traceHash } = await runToEnd(simulation, shortRun(simulation, scenario))
      hashes[scenario] = traceHash
    }
    const pinned = path.resolve(import.meta.dirname, `../../simulations/${id}/hashes.json`)
    await expect(`${JSON.stringify(hashes, null, 2)}\n`).toMatchFileSnapshot(pinned)
  })
})
