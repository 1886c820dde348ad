import { expect, test } from 'vitest'
import { parameterValues } from '~/kernel/parameter'
import { parameters } from '../parameters'
import { scenarios } from '../scenarios'
import { letterEndMs } from './letters-end'

test('the calm end of every scenario is long enough for it to be asked', () => {
  for (const { id, settleMs } of scenarios)
    expect([id, settleMs > letterEndMs(parameterValues(parameters, {}))]).toEqual([id, true])
})
