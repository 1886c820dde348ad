/** Which breakers a provider survives that comes back cold. */
import { expect, test } from 'vitest'
import { parameterValues } from '~/kernel/parameter'
import { DEPENDENCIES } from './dependencies'
import { breakerOptions, parameters } from './parameters'
import { isPatient } from './providers'

/** The dependencies that get warm under some settings. */
function survivors(settings: Readonly<Record<string, string>>): readonly string[] {
  return DEPENDENCIES.filter((each) => isPatient(each, breakerOptions(parameterValues(parameters, settings))))
}

test.each([
  [{}, ['payments', 'vendor', 'maps']],
  [{ slowCallMs: '103' }, ['vendor']],
  [{ slowCallMs: '50' }, []],
  [{ slowCallMs: '5000', slowCallRate: '0.05' }, ['payments', 'vendor', 'maps']],
  [{ slowCallRate: '0.05', halfOpenCalls: '20' }, ['vendor']],
])('with %j: %j', (settings, expected) => {
  expect(survivors(settings)).toEqual(expected)
})
