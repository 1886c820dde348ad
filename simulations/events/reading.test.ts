import { expect, test } from 'vitest'
import { blamedIn } from '~/host/testing/blamed-in'
import simulation from './index'

test('once the cluster is up nobody is to blame; when it is down, it is', async () => {
  expect(await blamedIn(simulation, ['crash:kafka@3000'], [2990, 3500])).toEqual([[], ['kafka']])
})
