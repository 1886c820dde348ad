/** Test of the testers: every invariant notices the defect made for it. Without one, `platform.test.ts` plays the same. */
import { testDefects } from '~/host/testing/defects'
import { calmRun } from './testing/calm-run'
import platform from './index'

testDefects(platform, calmRun, { areWhole: true })
