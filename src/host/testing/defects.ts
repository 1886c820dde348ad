/** Test of the testers, for any simulation: every invariant notices the defect made for it, and is content without it. */
import { describe, expect, test } from 'vitest'
import type { Run } from '~/kernel/run'
import type { CodeFile } from '~/kernel/code-file'
import type { AnySimulation, ClaimProof, Mutant } from '~/kernel/simulation'
import { NOTHING_OUTSIDE } from '~/kernel/unhealed'
import { linesWith } from '~/projections/story/code-lines'
import type { Story } from '~/projections/story/story'
import { runToEnd } from '../node'

/** A defect, or a claim whose safeguard is left out. */
interface Defect {
  readonly id: string
  readonly scenario: string
  readonly breaks: string
}

/**
 * Describes the tests. `runOf` makes the run of a scenario, as short as it may be, with some safeguards left out. Where it cuts
 * scenarios short, each cut run has a control; whole ones are tested by themselves.
 */
export function testDefects(
  simulation: AnySimulation,
  runOf: (scenario: string, without: readonly string[]) => Run,
  { areWhole = false }: { readonly areWhole?: boolean } = {},
): void {
  const defects: readonly Defect[] = [
    ...Object.entries(simulation.claims).map(([id, { scenario, invariant }]) => ({ id, scenario, breaks: invariant })),
    ...Object.entries(simulation.mutants).map(([id, { scenario, breaks }]) => ({ id, scenario, breaks })),
  ]

  describe('a defect is noticed', () => {
    test.each(defects)('$id breaks $breaks in $scenario', async ({ id, scenario, breaks }) => {
      const { invariants, story } = await runToEnd(simulation, runOf(scenario, [id]), { until: breaks })
      const verdict = invariants.find((each) => each.id === breaks)!
      expect(verdict.held).toBe(false)
      expect(verdict.first!.evidence.summary).not.toBe('')
      // Who puts a claim to the test is shown the guilty request.
      if (id in simulation.claims) expect(verdict.first!.evidence.request).toBeGreaterThan(0)
      // And a story of three beats: what led there, what the code did, where one sees it.
      expect(flawsOf(story!, simulation, id)).toEqual([])
    })

    test('every invariant has a defect made for it', () => {
      const defaults = Object.entries(simulation.parameters).map(([name, each]) => [name, each.default])
      const invariants = simulation.invariants(Object.fromEntries(defaults) as never, NOTHING_OUTSIDE)
      const broken = new Set(defects.map(({ breaks }) => breaks))
      expect(invariants.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([])
    })
  })

  test('the line that decides stands once in its file', () => {
    const mutants: Readonly<Record<string, Mutant>> = simulation.mutants
    const decisions = [...Object.values<ClaimProof>(simulation.claims), ...Object.values(mutants)].flatMap(
      ({ decision }) => decision ?? [],
    )
    const code: Readonly<Record<string, readonly CodeFile[]>> = simulation.code
    for (const { box, file, line } of decisions) {
      const source = code[box]?.find(({ name }) => name === file)
      expect(source === undefined ? `${box} has no ${file}` : linesWith(source, line).length, line).toBe(1)
    }
  })

  if (areWhole) return
  describe('without a defect everything holds', () => {
    const scenarios = [...new Set(defects.map(({ scenario }) => scenario))]
    test.each(scenarios)('%s', async (scenario) => {
      const { invariants } = await runToEnd(simulation, runOf(scenario, []))
      expect(invariants.filter(({ held }) => !held)).toEqual([])
    })
  })
}

/** What the story of a violation lacks, with a safeguard off or a defect on. */
function flawsOf({ cause, deed, guilt }: Story, { diagram, code }: AnySimulation, id: string): string[] {
  const { [deed.code?.box ?? '']: files = [] } = code as Readonly<Record<string, readonly CodeFile[]>>
  const source = files.find(({ name }) => name === deed.code?.file)
  const shown = deed.code?.lines[deed.code.marked - deed.code.first] ?? ''
  const asked = {
    'what led there is told':
      cause.title !== '' && cause.text !== '' && (cause.by === 'nobody') === (cause.atMs === null),
    'what the code did is told': deed.title !== '' && deed.text !== '',
    'the defect is named': deed.without === id,
    'the event is known': deed.event > 0 && deed.atMs !== null,
    'it is at a box': deed.box in diagram.boxes,
    'it comes after what led there': (deed.atMs ?? -1) >= (cause.atMs ?? 0),
    'it comes before what one sees': (deed.atMs ?? Infinity) <= guilt.atMs!,
    'what one sees is told': guilt.title !== '' && guilt.text.length > 2,
    'who asked is told in words': guilt.who === '' || /[a-z]{2}/i.test(guilt.who),
    'the code is shown': shown !== '' && (source?.text ?? '').includes(shown.trim()),
  }
  return Object.entries(asked).flatMap(([name, holds]) => (holds ? [] : [name]))
}
