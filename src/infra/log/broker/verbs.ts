/** What can be done to the box of a Kafka cluster, besides what can be done to every box. */
import { crashAtVerb, type Verb } from '~/kernel/verb'
import { BROKER_STEPS } from '../replication/world'

export const brokerVerbs: readonly Verb[] = [
  crashAtVerb(BROKER_STEPS),
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
  {
    verb: 'registry-down',
    on: 'box',
    label: 'Take the schema registry down',
    badge: 'registry down',
    span: 'lasting',
    explain:
      'The schema registry answers nobody. Who has the schemas that he needs goes on; who has not can neither write nor read by them.',
  },
  {
    verb: 'unclean-election',
    on: 'box',
    label: 'Allow unclean elections',
    badge: 'unclean elections',
    span: 'lasting',
    explain:
      'Where no replica in sync is left, any other one may lead: the partition is there again, and what only the lost replicas had is gone.',
  },
  {
    verb: 'delete-group',
    on: 'box',
    label: 'Delete a consumer group',
    span: 'instant',
    explain: 'A group without members is deleted with all offsets that it has committed; one with members stays.',
    value: { kind: 'text', lengthMax: 249 },
  },
  {
    verb: 'offset-reset',
    on: 'box',
    label: 'Reset the offsets of a group',
    span: 'instant',
    explain:
      'What a group has committed is set to the first record there is; a word after its name says where else: latest, or an offset. Members notice when they look next.',
    value: { kind: 'text', lengthMax: 300 },
  },
  {
    verb: 'console',
    on: 'box',
    label: 'Produce a record',
    span: 'instant',
    explain:
      'Produces a record as a line of the console says, such as produce orders.v1 key:value, at the broker that leads its partition.',
    value: { kind: 'text', lengthMax: 1_000 },
  },
]
