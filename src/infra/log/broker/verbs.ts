/** What can be done to the box of a Kafka cluster, besides what can be done to every box. */
import type { Verb } from '~/kernel/verb'

export const brokerVerbs: readonly Verb[] = [
  {
    verb: 'disk-full',
    on: 'box',
    label: 'Fill the disk',
    badge: 'disk full',
    span: 'lasting',
    explain:
      'Nothing more can be appended: producers get KAFKA_STORAGE_ERROR, and a follower falls behind. Reads work.',
  },
  {
    verb: 'retention-cut',
    on: 'box',
    label: 'Cut by retention',
    span: 'instant',
    explain:
      'The oldest records of each partition that the broker leads are gone, as if retention had been shorter: so many, or up to the high watermark.',
    value: { kind: 'number', unit: 'records of each partition', default: 1_000, min: 1, max: 1_000_000_000, step: 1 },
  },
]
