/** What is recorded of a diagram for the gallery. */
import { expect, test } from 'vitest'
import { tinySimulation } from '~/kernel/testing/tiny-simulation'
import type { AnySimulation } from '~/kernel/simulation'
import { record } from './record'

const HOST = { load: () => Promise.reject(new Error('no assets')) }

/** The tiny simulation, with a scenario before the one that its claim is shown by. */
function twoScenarios(): AnySimulation {
  const tiny = tinySimulation({ arrivals: [100, 200, 300], durationMs: 20_000, actions: ['crash:store@5000-6000'] })
  const [plain] = tiny.scenarios
  return { ...tiny, scenarios: [{ ...plain!, id: 'calm', title: 'Calm', actions: [] }, plain!] }
}

test('the scenario of the last claim is recorded, from before its first fault', async () => {
  const recording = await record(twoScenarios(), HOST)
  expect(recording).toMatchObject({ scenario: 'plain', title: 'Plain', fromMs: 3_000, faults: [[5_000, 6_000]] })
})

test('of a diagram that claims nothing the first scenario is recorded, from its start', async () => {
  const simulation = twoScenarios()
  const recording = await record({ ...simulation, diagram: { ...simulation.diagram, claims: [] }, claims: {} }, HOST)
  expect(recording).toMatchObject({ scenario: 'calm', title: 'Calm', fromMs: 0, faults: [] })
})
