/** Two runs on one time axis: where their traffic differs, and what their boxes and invariants say at the moment shown. */
import { useMemo, useState } from 'react'
import { ToneMark } from '../../diagram/tone-mark'
import type { Tone } from '~/kernel/tone'
import type { Run } from '~/kernel/run'
import { differenceBetween } from '../../session/earlier-run'
import { useLive, useSession } from '../../session/session-context'
import { formatSeconds, formatTime } from '../format'
import { TrafficPlot } from '../timeline/traffic-chart'
import './compare.css'
import {
  comparedBoxes,
  comparedInvariants,
  differingStretches,
  firstDifferenceMs,
  type ComparedRow,
  type Stretch,
} from './differences'
import { useOtherRun, type Choice, type OtherRun } from './use-other-run'

/** Offers what to compare with; with a choice made, compares. */
export function ComparePanel() {
  const session = useSession()
  const [choice, setChoice] = useState<Choice | null>(null)
  const [chosen, setChosen] = useState('')
  // The whole run, also while a moment of its past is shown.
  const run = useLive(() => session.currentRun)
  const claims = useLive(({ description }) => description?.claims)
  const earlierRuns = useLive((state) => state.earlierRuns)
  const other = useOtherRun(choice)
  if (run === null || claims === undefined) return null
  const choose = (value: string) => {
    setChosen(value)
    const [kind, id = ''] = value.split(':')
    if (kind === 'earlier') setChoice({ kind: 'earlier', earlier: earlierRuns[Number(id)]! })
    else if (kind === 'claim') setChoice({ kind: 'run', run: toggled(run, id) })
    else setChoice(null)
  }
  return (
    <section className={choice === null ? 'compare-closed' : 'compare'} aria-label="Compare with another run">
      <div className="compare-head">
        <label>
          Compare with{' '}
          <select className="field" value={chosen} onChange={(event) => choose(event.target.value)}>
            <option value="">nothing</option>
            {earlierRuns.length > 0 && (
              <optgroup label="Played before">
                {earlierRuns.map((earlier, index) => (
                  <option key={`${index} ${earlier.run.seed}`} value={`earlier:${index}`}>
                    {earlier.because === 'forked' ? 'before the fork: ' : ''}
                    {differenceBetween(earlier.run, run)}
                  </option>
                ))}
              </optgroup>
            )}
            <optgroup label="The same run, played beside">
              {session.diagram.claims.map(({ id, title }) => (
                <option key={id} value={`claim:${id}`}>
                  {run.without.includes(id) ? 'with' : 'without'} {id} ({title.toLowerCase()})
                </option>
              ))}
            </optgroup>
          </select>
        </label>
      </div>
      {choice !== null && (other === null ? <p className="events-note">…</p> : <Comparison run={run} other={other} />)}
    </section>
  )
}

/** The same run with one safeguard the other way round. */
function toggled(run: Run, id: string): Run {
  const without = run.without.includes(id) ? run.without.filter((each) => each !== id) : [...run.without, id]
  return { ...run, without }
}

function Comparison({ run, other }: { readonly run: Run; readonly other: OtherRun }) {
  const session = useSession()
  const { diagram } = session
  const columns = useLive((state) => state.columns)
  const frame = useLive((state) => state.frame)
  const invariants = useLive(({ description }) => description?.invariants)
  const stretches = useMemo(() => differingStretches(columns, other.columns), [columns, other.columns])
  const firstMs = useMemo(
    () => firstOf(firstDifferenceMs(session.keyframes, other.keyframes), stretches[0]?.fromMs ?? null),
    // Keyframes are added to the same lists; what is played since is looked at with the columns.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [session, other, stretches],
  )
  if (frame === null) return null
  const moment = other.at(frame.nowMs)
  // The same moment of both: keyframes lie on one grid.
  const own = moment === null ? null : (session.momentAt(moment.nowMs) ?? frame)
  const isThere = other.headMs >= frame.nowMs - 100
  const name = differenceBetween(other.run, run)
  return (
    <>
      <p className="compare-what">
        <strong>{name}</strong>
        <span className="mono">
          {other.failure ?? (isThere ? '' : `played up to ${formatTime(other.headMs)} so far`)}
          {firstMs !== null ? ` first difference at ${formatSeconds(firstMs)}` : isThere ? ' no difference' : ''}
        </span>
      </p>
      <TrafficPlot
        columns={other.columns}
        totalMs={frame.totalMs}
        durationMs={frame.durationMs}
        marks={moment?.marks ?? []}
        name={`the other run: ${name}`}
        height={84}
      />
      <Differences stretches={stretches} totalMs={frame.totalMs} />
      {moment !== null && own !== null && (
        <div className="compare-tables" tabIndex={0} role="region" aria-label="Both runs at this moment">
          <Table
            caption="Invariants"
            rows={comparedInvariants(own, moment)}
            nameOf={(id) => invariants?.find((each) => each.id === id)?.label ?? id}
          />
          <Table
            caption={`Boxes at ${formatTime(moment.nowMs)}`}
            rows={comparedBoxes(own, moment)}
            nameOf={(id) => diagram.boxes[id]?.label ?? id}
          />
        </div>
      )}
    </>
  )
}

/** The earlier of two times, as far as there are any. */
function firstOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}

function Differences({ stretches, totalMs }: { readonly stretches: readonly Stretch[]; readonly totalMs: number }) {
  const share = (ms: number) => `${(ms / totalMs) * 100}%`
  return (
    <div className="compare-strip">
      <span className="mono">differs</span>
      <span className="compare-cells" role="img" aria-label={`${stretches.length} stretches differ`}>
        {stretches.map(({ fromMs, untilMs }) => (
          <i key={fromMs} style={{ left: share(fromMs), width: share(untilMs - fromMs) }} />
        ))}
      </span>
    </div>
  )
}

interface TableProps {
  readonly caption: string
  readonly rows: readonly ComparedRow[]
  readonly nameOf: (id: string) => string
}

function Table({ caption, rows, nameOf }: TableProps) {
  return (
    <table className="compare-table">
      <caption className="caption">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">What</span>
          </th>
          <th scope="col">this run</th>
          <th scope="col">the other</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, one, other, oneTone, otherTone, isDifferent }) => (
          <tr key={id} data-different={isDifferent}>
            <th scope="row">
              {nameOf(id)}
              {isDifferent && <span className="compare-mark"> ≠</span>}
            </th>
            <td className="mono">
              <ToneMark tone={oneTone as Tone} size={9} /> {one}
            </td>
            <td className="mono">
              <ToneMark tone={otherTone as Tone} size={9} /> {other}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
