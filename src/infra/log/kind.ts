/** What a Kafka is to everybody outside of this folder. */
import { CONSOLE_LINES } from './inspect/console-lines'
import type { StoreKind } from '~/kernel/store-kind'
import { brokerVerbs } from './broker/verbs'
import { carriedRecords } from './inspect/carried-records'
import { messageLines } from './inspect/message-lines'
import { spanTerms } from './inspect/span-terms'

/** The kind of store. */
export const kind: StoreKind = {
  name: 'log',
  label: 'Kafka',
  inPage: 'brokers that speak Kafka’s own bytes',
  engines: [
    {
      name: 'cluster',
      label: 'KRaft cluster',
      line: 'Brokers of our own, by the rules and in the bytes of Apache Kafka 4, on the run’s clock',
    },
  ],
  verbs: brokerVerbs,
  prompt: {
    sign: 'kafka>',
    placeholder: 'topics',
    view: 'line',
    writes: 'console',
    help: CONSOLE_LINES,
    down: 'Connection to node could not be established. Broker may not be available.',
  },
  assets: {},
  real: [
    'A cluster of our own, written by the rules of Apache Kafka, whose names, defaults and error codes it has: record batches byte ' +
      'for byte, which a stock client decodes; replication by fetches of followers, with the ISR, the high watermark and truncation by ' +
      'leader epoch; elections by a KRaft quorum; idempotent producers; consumer groups of the classic protocol with ',
    { code: 'range' },
    ' and ',
    { code: 'cooperative-sticky' },
    ', and their offsets in a compacted topic; retention and compaction. The schema registry speaks Confluent’s vocabulary, and ' +
      'schemas are Avro’s.',
  ],
  notShown: {
    title: 'What Kafka has besides',
    words: [
      'Groups of the newer protocol (KIP-848), transactions, share groups, tiered storage and quotas are absent. Batches are not ' +
        'compressed, and nobody has to log in.',
    ],
  },
  lines: messageLines,
  span: spanTerms,
  carried: carriedRecords,
}
