import { expect, test } from 'vitest'
import { blamedIn } from '~/host/testing/blamed-in'
import simulation from './index'

test('while all is well nobody is to blame; a ledger that is down is', async () => {
  const [before, after] = await blamedIn(simulation, ['crash:ledger@1000'], [1000, 2000])
  expect(before).toEqual([])
  expect(after![0]).toBe('ledger')
})

test.each(['errors:psp=1@0', 'crash:psp@0'])(
  'a PSP that answers with errors, or not at all, is to blame: %s',
  async (act) => {
    expect(await blamedIn(simulation, [act], [1500])).toEqual([['psp']])
  },
)
