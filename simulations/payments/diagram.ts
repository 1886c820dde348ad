/** The drawing: a payment pipeline in which one intent is one charge, however often it is sent. */
import { ABROAD_HOP, EDGE_HOP, LOCAL_HOP } from '~/blocks/hops'
import { defineDiagram } from '~/kernel/diagram'

export default defineDiagram({
  id: 'payments',
  file: 'idempotent-payment-system',
  title: 'Idempotent payment pipeline',
  line: 'Send the same charge ten times and the money moves once, even if a process dies between any two steps.',
  order: 2,
  boxes: {
    client: {
      label: 'Client',
      sublabel: 'Idempotency-Key',
      kind: 'actor',
      at: { x: 0, y: 178 },
    },
    api: {
      label: 'Payments API',
      sublabel: 'dedupe + validate',
      lines: ['check-and-set on key'],
      kind: 'service',
      at: { x: 332, y: 170 },
      instances: 2,
    },
    keys: {
      label: 'Idempotency store',
      sublabel: 'Redis + Postgres',
      lines: ['key → response hash'],
      kind: 'store',
      at: { x: 332, y: 0 },
    },
    fraud: {
      label: 'Fraud / risk checks',
      sublabel: 'synchronous',
      kind: 'service',
      at: { x: 332, y: 348 },
    },
    ledger: {
      label: 'Ledger',
      sublabel: 'Postgres · double-entry',
      lines: ['tx: DEBIT + CREDIT', 'unique(idempotency_key)'],
      kind: 'store',
      at: { x: 664, y: 0 },
      size: { width: 190, height: 104 },
    },
    outbox: {
      label: 'Outbox table',
      sublabel: 'settlement.requested',
      kind: 'store',
      at: { x: 664, y: 158 },
      size: { width: 190, height: 70 },
      hostedBy: 'ledger',
    },
    worker: {
      label: 'Retry worker',
      sublabel: 'reads outbox → PSP',
      lines: ['dead-letter on cap'],
      kind: 'service',
      at: { x: 664, y: 268 },
      size: { width: 190, height: 82 },
    },
    psp: {
      label: 'Acquirer / PSP',
      sublabel: 'exponential backoff',
      kind: 'outside',
      at: { x: 664, y: 404 },
      size: { width: 190, height: 70 },
    },
  },
  arrows: [
    { from: 'client', to: 'api', label: '1 POST /charge + key', latency: EDGE_HOP },
    { from: 'api', to: 'keys', label: '2 check dedupe', latency: LOCAL_HOP },
    { from: 'api', to: 'ledger', label: '3 write tx atomically', latency: LOCAL_HOP },
    { from: 'api', to: 'fraud', latency: LOCAL_HOP },
    { from: 'api', to: 'psp', label: '4 call PSP', latency: ABROAD_HOP },
    { from: 'ledger', to: 'outbox', label: '5 outbox event' },
    { from: 'outbox', to: 'worker', tone: 'degraded', latency: LOCAL_HOP },
    { from: 'worker', to: 'psp', label: '6 async retry', tone: 'degraded', latency: ABROAD_HOP },
  ],
  claims: [
    {
      id: 'required-key',
      title: 'No key, no charge',
      statement:
        'Every charge carries an Idempotency-Key (UUIDv4, kept for 24 hours), so a retry is not a second charge.',
    },
    {
      id: 'postgres-truth',
      title: 'Redis is fast, Postgres is right',
      statement: 'A unique constraint decides; losing Redis in the middle of a run costs speed, not money.',
    },
    {
      id: 'one-transaction',
      title: 'One transaction for three rows',
      statement: 'Ledger, idempotency and outbox rows commit together: a crash leaves all of them or none.',
    },
    {
      id: 'outbox-retry',
      title: 'Settle from the outbox',
      statement: 'A worker retries with capped, jittered backoff and a dead-letter end, so an outage loses nothing.',
    },
  ],
  legend: [
    { tone: 'allowed', text: 'in the request' },
    { tone: 'degraded', text: 'later, from the outbox' },
    { tone: 'throttled', text: 'refused' },
    { tone: 'unknown', text: 'outcome unknown' },
    { tone: 'failed', text: 'failed' },
  ],
})
