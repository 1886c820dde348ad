import { expect, test } from 'vitest'
import { chooseSteps, roundsOf } from './test-steps.mjs'

const STEPS = [{ name: 'lint' }, { name: 'unit' }, { name: 'build' }, { name: 'e2e', needs: 'build' }]

test.each<[string, string[], string[]]>([
  ['all of them, if nothing is asked for', [], ['lint', 'unit', 'build', 'e2e']],
  ['those that are named', ['--only', 'lint,unit'], ['lint', 'unit']],
  ['those that are named, with what they need, in order', ['--only=e2e,lint'], ['lint', 'build', 'e2e']],
])('it runs %s', (_, args, expected) => {
  expect(chooseSteps(STEPS, args)).toEqual(expected)
})

test.each<[string[], RegExp]>([
  [['--only', 'unit,magic'], /There is no step "magic"; steps: lint, unit, build, e2e\./],
  [['--only'], /takes --only and the names of steps/],
  [['--only', ''], /takes --only/],
  [['unit'], /not "unit"/],
  [['--only', 'unit', 'e2e'], /not "--only unit e2e"/],
])('it refuses %j', (args, message) => {
  expect(chooseSteps(STEPS, args)).toMatch(message)
})

test('what is to run beside other steps runs beside those of its round, if there is room', () => {
  const steps = [
    { name: 'lint', round: 'checks' },
    { name: 'format', round: 'checks', isBeside: true },
    { name: 'unit' },
    { name: 'e2e', round: 'pages' },
    { name: 'claims', round: 'pages', isBeside: true },
    { name: 'fuzz', round: 'pages', isBeside: true },
  ]
  const names = (hasRoom: boolean) =>
    roundsOf(steps, hasRoom).map(({ main, beside }) =>
      [main, beside].map((lane) => lane.map(({ name }) => name).join()),
    )
  expect(names(true)).toEqual([
    ['lint', 'format'],
    ['unit', ''],
    ['e2e', 'claims,fuzz'],
  ])
  expect(names(false)).toEqual(steps.map(({ name }) => [name, '']))
})
