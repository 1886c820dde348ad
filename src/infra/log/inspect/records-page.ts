/** Records of a replica, newest first, one of them field by field, and its batch byte by byte. */
import type { InspectQuery } from '~/kernel/component'
import type { TablePage, TablePanel, TableRow } from '~/kernel/panel'
import { RUN_EPOCH_MS } from '~/kernel/time'
import { partitionName, type TopicPartition } from '../protocol/topic-partition'
import { annotateBatch } from '../records/annotate'
import { type BatchView, splitBatches } from '../records/batch-view'
import type { LogRecord } from '../records/record-batch'
import type { RegistryState } from '../registry/registry-state'
import type { BrokerView } from './broker-view'
import { pageOf } from '../../paging'
import { fieldsOf, showBytes } from './show-bytes'

const RECORDS_PER_PAGE = 20
const BYTES_SHOWN = 16
const NOTHING = { columns: [], rows: [], next: null } as const
const textOf = new TextDecoder()

/** `cursor` is the offset that the page ends before; `match` an offset to begin at, then the page goes on from there. */
export function recordsPage(view: BrokerView, query: InspectQuery): TablePage {
  const place = placeOf(query)
  const partition = view.find(place)
  if (partition === undefined) return { ...NOTHING, empty: `There is no partition ${partitionName(place)}.` }
  const { logStartOffset, highWatermark, logEndOffset } = partition
  if (logEndOffset < 0) return { ...NOTHING, empty: `Broker ${view.nodeId} has no replica of ${partitionName(place)}.` }
  const wanted = typeof query['match'] === 'string' ? /^\s*(\d{1,15})\s*$/.exec(query['match'])?.[1] : undefined
  const cursor = typeof query['cursor'] === 'number' ? query['cursor'] : logEndOffset
  const end = wanted === undefined ? cursor : Math.min(Number(wanted) + RECORDS_PER_PAGE, logEndOffset)
  const from = Math.max(logStartOffset, end - RECORDS_PER_PAGE)
  const schemas = view.schemas()
  const records = view.records(place, from, end, RECORDS_PER_PAGE).toReversed()
  return {
    text: `log start ${logStartOffset} · high watermark ${highWatermark} · log end ${logEndOffset}`,
    columns: [
      { name: 'offset', as: 'number' },
      { name: 'time', none: 'none' },
      { name: 'key' },
      { name: 'value', none: 'tombstone' },
      { name: 'headers' },
      { name: 'committed' },
    ],
    rows: records.map((record) => recordRow(record, place, highWatermark, schemas)),
    next: from > logStartOffset ? from : null,
    // Compaction and deletion leave offsets without a record.
    empty: logEndOffset === logStartOffset ? 'The log is empty.' : 'No record has an offset in this stretch.',
  }
}

/** One record, field by field, and the way to its batch. */
export function recordPage(view: BrokerView, query: InspectQuery): TablePage {
  const place = placeOf(query)
  const offset = Number(query['offset'])
  const bounds = view.partitions.bounds(place)
  const isThere = Number.isInteger(offset) && offset >= bounds.logStartOffset && offset < bounds.logEndOffset
  const [record] = isThere ? view.records(place, offset, offset + 1, 1) : []
  if (record === undefined) return { ...NOTHING, empty: `${partitionName(place)} has nothing at this offset any more.` }
  const schemas = view.schemas()
  const { timestamp, key, value, headers } = record
  const fields = value === null ? null : fieldsOf(value, schemas)
  const row = (name: string, text: string | number | null): TableRow => ({ cells: [name, text] })
  return {
    text: `${partitionName(place)} @ ${offset}`,
    columns: [{ name: 'of the record' }, { name: 'is', none: 'null' }],
    rows: [
      { ...row('batch', 'byte by byte'), opens: batchTable(place, offset) },
      row('time', timestamp < 0 ? null : timeText(timestamp)),
      row('key', showBytes(key, schemas)),
      row('value', showBytes(value, schemas)),
      ...(fields ?? []).map(([name, text]) => row(`value.${name}`, text)),
      ...headers.map((each) => row(`header ${each.key}`, each.value === null ? null : textOf.decode(each.value))),
    ],
    next: null,
  }
}

/** The batch that an offset is in. */
export function batchPage(view: BrokerView, query: InspectQuery): TablePage {
  const place = placeOf(query)
  const offset = Number(query['offset'])
  const { logStartOffset, logEndOffset } = view.partitions.bounds(place)
  const isThere = Number.isInteger(offset) && offset >= logStartOffset && offset < logEndOffset
  const [batch] = isThere ? splitBatches(view.partitions.read(place, offset, 1)) : []
  if (batch === undefined) return { ...NOTHING, empty: `${partitionName(place)} has nothing at this offset any more.` }
  const rows = annotateBatch(batch.bytes).map(({ offset: at, length, field, meaning }): TableRow => ({
    cells: [at, hexOf(batch.bytes.subarray(at, at + length)), field, meaning],
  }))
  return {
    text: batchText(batch),
    columns: [{ name: 'byte', as: 'number' }, { name: 'bytes' }, { name: 'field' }, { name: 'meaning' }],
    ...pageOf(rows, query['cursor']),
  }
}

function recordRow(record: LogRecord, place: TopicPartition, highWatermark: number, schemas: RegistryState): TableRow {
  const { offset, timestamp, key, value, headers } = record
  return {
    cells: [
      offset,
      timestamp < 0 ? null : timeText(timestamp),
      showBytes(key, schemas),
      showBytes(value, schemas),
      headers.map((each) => `${each.key}=${each.value === null ? 'null' : textOf.decode(each.value)}`).join(' '),
      offset < highWatermark ? 'yes' : 'not yet',
    ],
    opens: {
      kind: 'table',
      label: `record ${offset}`,
      title: `The record ${partitionName(place)}@${offset}`,
      query: { view: 'record', ...place, offset },
    },
  }
}

function batchTable(place: TopicPartition, offset: number): TablePanel {
  return {
    kind: 'table',
    label: `batch of ${offset}`,
    title: `The batch with ${partitionName(place)}@${offset}, byte by byte`,
    query: { view: 'batch', ...place, offset },
    turn: { back: 'Back', next: 'More bytes' },
  }
}

/** Seconds since the run began, by the clock of whoever wrote it. */
function timeText(timestampMs: number): string {
  return `${((timestampMs - RUN_EPOCH_MS) / 1000).toFixed(3)} s`
}

function batchText(batch: BatchView): string {
  const { baseOffset, lastOffset, recordCount, size, partitionLeaderEpoch, hasProducer, producerId } = batch
  const producer = hasProducer ? ` · producer ${producerId}, sequence ${batch.baseSequence}` : ''
  return `offsets ${baseOffset} to ${lastOffset} · ${recordCount} records · ${size} bytes · epoch ${partitionLeaderEpoch}${producer}`
}

function hexOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes.subarray(0, BYTES_SHOWN), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return bytes.length > BYTES_SHOWN ? `${digits} …` : digits
}

function placeOf(query: InspectQuery): TopicPartition {
  return { topic: String(query['topic']), partition: Number(query['partition']) }
}
