/** The scenarios: load, timed faults, and the sentence each is meant to show. */
import type { Scenario } from '~/kernel/scenario'
import { load } from './load'

/** Long enough for the longest wait, its probes, and a look at what came of them. */
const SETTLE_MS = 14_000

/** The scenarios of the breakers, the first being the default. */
export const scenarios: readonly Scenario[] = [
  {
    id: 'steady',
    title: 'Steady',
    hypothesis: 'All three providers answer, all twelve breakers are closed.',
    durationMs: 20_000,
    actions: [],
  },
  {
    id: 'picture',
    title: 'As drawn',
    hypothesis:
      'Payments is closed and healthy, the vendor half-open and probing, maps open with tiles from the cache.',
    durationMs: 20_000,
    actions: ['crash:maps@4000-18000', 'brown-out:vendor=20@6000-18000'],
  },
  {
    id: 'maps-down',
    title: 'Maps down',
    hypothesis:
      'Tiles come from the cache, labelled with their age, until they are too old; prices and orders do not notice.',
    durationMs: 16_000,
    actions: ['crash:maps@4000-15000'],
  },
  {
    id: 'vendor-brown-out',
    title: 'Vendor brown-out',
    hypothesis: 'The vendor is slow and does not fail: its breakers open by slow calls, and nobody else is cut off.',
    durationMs: 10_000,
    actions: ['brown-out:vendor=8@3000-8000'],
  },
  {
    id: 'payments-errors',
    title: 'Payments errors',
    hypothesis: 'Most charges are answered with an error: orders are refused aloud and the provider is left in peace.',
    durationMs: 10_000,
    actions: ['errors:payments=0.8@3000-8000'],
  },
  {
    id: 'declined-cards',
    title: 'Declined cards',
    hypothesis: 'Seven of ten cards are declined: that is business, and no breaker opens.',
    durationMs: 8_000,
    actions: ['declines:payments=0.7@2000-7000'],
  },
  {
    id: 'recovery-stampede',
    title: 'Recovery stampede',
    hypothesis:
      'A vendor that comes back cold is not knocked down by its callers, because they do not come back together.',
    durationMs: 12_000,
    actions: ['crash:vendor@3000-6000'],
  },
  {
    id: 'flapping',
    title: 'Flapping dependency',
    hypothesis: 'Maps comes and goes; the waits of its breakers grow, so that they do not do the same.',
    durationMs: 16_000,
    actions: ['flap:maps=600@2000-14000'],
  },
  {
    id: 'caller-timeout',
    title: 'Caller timeout below the breaker’s',
    hypothesis: 'Callers give up after 250 ms: tries end before that, so the breaker still sees that payments hang.',
    durationMs: 10_000,
    actions: ['impatience:edge=250@1000', 'freeze:payments@3000-8000'],
  },
  {
    id: 'probe-lost',
    title: 'Probe lost',
    hypothesis: 'Maps recovers while answers are lost on the way: probes without an answer give their permits back.',
    durationMs: 10_000,
    actions: ['crash:maps@2000-3500', 'reply-lost:search-breaker~maps=1@3500-7000'],
  },
  {
    id: 'bad-replica',
    title: 'One bad replica of many',
    hypothesis: 'One of four pricing services cannot reach the vendor: its own breaker opens, the other three do not.',
    durationMs: 10_000,
    actions: ['partition:pricing-breaker/2~vendor=both@3000-8000'],
  },
  {
    id: 'retry-storm',
    title: 'Retry storm',
    hypothesis: 'The vendor fails four calls in ten and users try again at once: retries stay within their budget.',
    durationMs: 10_000,
    actions: ['errors:vendor=0.4@3000-8000', 'retry-storm:edge@3000-8000'],
  },
  {
    id: 'write-during-outage',
    title: 'Write during an outage',
    hypothesis: 'Payments is down: every order is refused with 503 and Retry-After, and none is lost or invented.',
    durationMs: 10_000,
    actions: ['crash:payments@3000-7000'],
  },
].map((scenario) => ({ ...scenario, settleMs: SETTLE_MS, load }))
