import { expect, test } from 'vitest'
import type { Action } from '~/kernel/action'
import { linkConditions } from '~/kernel/conditions'
import { ARROW_VERBS } from '~/kernel/arrow-verbs'
import { CLEAR, toxicsOf, toxicsWith, whyNotOnTcp } from './toxics'

function sufferedBy(verb: string, value?: string) {
  const target = { kind: 'arrow', from: 'a', to: 'b' } as const
  const fault: Action = { verb, target, atMs: 0, ...(value === undefined ? {} : { value }) }
  return toxicsOf(linkConditions([fault]))
}

test.each([
  ['partition', 'both', toxicsWith({ both: { isCut: true } })],
  ['partition', 'requests', toxicsWith({ requests: { isCut: true } })],
  ['partition', 'replies', toxicsWith({ replies: { isCut: true } })],
  ['delay', '20', toxicsWith({ both: { latencyMs: 20 } })],
  ['reorder', '5', toxicsWith({ both: { jitterMs: 5 } })],
  ['loss', '0.3', toxicsWith({ both: { lossShare: 0.3 } })],
  ['reply-lost', '0.5', toxicsWith({ replies: { resetShare: 0.5 } })],
  ['reset', undefined, toxicsWith({ isReset: true })],
  ['slow-close', '40', toxicsWith({ both: { slowCloseMs: 40 } })],
  ['clog', undefined, toxicsWith({ both: { isHeld: true } })],
])('%s %s', (verb, value, toxics) => {
  expect(sufferedBy(verb, value)).toEqual(toxics)
})

test('every fault of arrows does something to a connection, or says why it cannot', () => {
  const lasting = ARROW_VERBS.filter(({ span }) => span === 'lasting')
  expect(lasting.length).toBeGreaterThan(5)
  for (const { verb, value } of lasting) {
    const toxics = sufferedBy(verb, value === undefined || !('default' in value) ? undefined : String(value.default))
    const reason = whyNotOnTcp(verb)
    if (reason === null) expect(toxics, verb).not.toEqual(CLEAR)
    else expect(toxics, verb).toEqual(CLEAR)
  }
})
