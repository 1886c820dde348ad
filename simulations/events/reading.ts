/** How the trace of the platform is read by views that know nothing of events. */
import { calleeToBlame } from '~/blocks/blame'
import { timeInWords, wholeInWords } from '~/blocks/in-words'
import { hasRecordsOf } from '~/infra/log/client'
import { linesOf, type BoxFigures, type BoxLine, type ProcessState, type Reading, type StateOf } from '~/kernel/reading'
import type { TraceEvent } from '~/kernel/trace'
import { clusterBody } from './cluster-body'
import diagram from './diagram'
import type { HandledFact, StoppedFact } from './facts'
import { GROUPS } from './topics'

function perSecond(rate: number, unit: string): string {
  return `${rate >= 10 ? wholeInWords(rate) : rate.toFixed(1)} ${unit}/s`
}

function producer({ counters, sentRate, okRate }: BoxFigures): BoxLine {
  const appended = counters['appended'] ?? 0
  if (appended === 0)
    return sentRate > 0 && okRate === 0
      ? { text: 'no acknowledgement', tone: 'failed' }
      : { text: 'idle', tone: 'allowed' }
  return { text: perSecond(appended, 'events'), tone: 'allowed' }
}

function reader({ counters, gauges }: BoxFigures, states: readonly ProcessState[]): BoxLine {
  const handled = ['applied', 'duplicate', 'superseded'].reduce((sum, name) => sum + (counters[name] ?? 0), 0)
  const dead = counters['dead-lettered'] ?? 0
  if ((gauges['stopped'] ?? 0) > 0) return { text: 'stopped: its dependency fails', tone: 'failed' }
  if (dead > 0) return { text: `${perSecond(handled, 'events')} · ${perSecond(dead, 'put aside')}`, tone: 'failed' }
  const again = counters['duplicate'] ?? 0
  if (states.some(({ state }) => state.endsWith('Rebalance')))
    return { text: handled === 0 ? 'rebalancing' : `${perSecond(handled, 'events')} · rebalancing`, tone: 'degraded' }
  if (handled === 0) return { text: '0 events/s', tone: 'allowed' }
  if (again > 0) return { text: `${perSecond(handled, 'events')} · ${perSecond(again, 'again')}`, tone: 'degraded' }
  return { text: perSecond(handled, 'events'), tone: 'allowed' }
}

const line = linesOf<typeof diagram>({
  orders: producer,
  catalog: producer,
  users: producer,
  kafka: ({ receivedRate, errorRate, p95Ms }) => {
    if (receivedRate === 0) return { text: 'idle', tone: 'allowed' }
    const text = `${perSecond(receivedRate, 'requests')} · p95 ${timeInWords(p95Ms)}`
    return errorRate > 0.1 * receivedRate ? { text, tone: 'failed' } : { text, tone: 'allowed' }
  },
  search: reader,
  warehouse: reader,
  notifications: reader,
  replay: ({ counters }) => {
    const [sent, parked] = [counters['sent'] ?? 0, counters['parked'] ?? 0]
    if (sent + parked === 0) return { text: 'nothing to replay', tone: 'allowed' }
    return { text: `${perSecond(sent, 'replayed')} · ${perSecond(parked, 'parked')}`, tone: 'degraded' }
  },
})

/** Before its group is there, and after a restart until the group hears of it. */
const OUTSIDE: ProcessState = { state: 'outside', tone: 'unknown' }
/** Kafka's states of a classic group, and what they mean to its members. */
const GROUP_TONES: Readonly<Record<string, ProcessState['tone']>> = {
  Stable: 'allowed',
  PreparingRebalance: 'degraded',
  CompletingRebalance: 'degraded',
}

/** The reading of the platform's trace. */
export const reading: Reading = {
  kinds: ['state', 'fail', 'info'],
  count: (event) => {
    if (event.kind !== 'state') return null
    if (event.key === 'append') return { box: event.node, counter: 'appended' }
    if (event.key === 'handled') return { box: event.node, counter: (event.data as HandledFact).outcome }
    if (event.key === 'replay') return { box: 'replay', counter: (event.data as { readonly outcome: string }).outcome }
    return null
  },
  gauge: (event) => {
    if (event.kind !== 'state' || event.key !== 'stopped') return null
    return { box: event.node, gauge: 'stopped', value: (event.data as StoppedFact).isStopped ? 1 : 0 }
  },
  carries: hasRecords,
  concerns: hasRecordsOf,
  tone: (event) => {
    if (event.kind === 'info') return 'unknown'
    if (event.kind === 'fail') return null
    if (event.key === 'append') return 'allowed'
    if (event.key === 'replay') return 'degraded'
    if (event.key !== 'handled') return null
    const { outcome } = event.data as HandledFact
    if (outcome === 'dead-lettered') return 'failed'
    return outcome === 'applied' ? null : 'degraded'
  },
  blame: calleeToBlame(diagram),
  states: {
    initial: Object.fromEntries(GROUPS.map((group) => [group, OUTSIDE])),
    read: groupState,
  },
  bodies: { kafka: clusterBody },
  line: (box, figures, states) => line(box, figures, states),
}

/** The state of its group is that of every process of a reader: the coordinator states it. */
function groupState({ key, data }: TraceEvent): readonly StateOf[] | null {
  if (key !== 'group') return null
  const { group, state } = data as { readonly group: string; readonly state: string }
  const box = GROUPS.find((each) => each === group)
  if (box === undefined) return null
  const tone = GROUP_TONES[state] ?? 'unknown'
  return Array.from({ length: diagram.boxes[box].instances }, (_, instance) => ({ box, instance, state, tone }))
}

/** True if a fetch was answered with records: an empty long poll, a heartbeat or a commit draws no dot. */
function hasRecords({ data }: TraceEvent): boolean {
  const partitions = (data as { readonly partitions?: unknown } | null)?.partitions
  if (!Array.isArray(partitions)) return false
  return partitions.some(
    ({ records }: { readonly records?: unknown }) => records instanceof Uint8Array && records.length > 0,
  )
}
