/** What this run is compared with, and in what both differ at the moment shown; the chart above draws the other one as a ghost. */
import { useMemo } from 'react'
import { ToneMark } from '../../diagram/tone-mark'
import type { Tone } from '~/kernel/tone'
import type { Run } from '~/kernel/run'
import { href } from '../../base'
import { formatMoment } from '../../moment-url'
import { formatRunUrl } from '../../run-url'
import { differenceBetween } from '../../session/earlier-run'
import { useLive, useSession } from '../../session/session-context'
import { formatSeconds, formatTime } from '../format'
import type { Ghost } from '../timeline/ghost-lines'
import './compare.css'
import { ComparedTable } from './compared-table'
import { comparedBoxes, comparedInvariants, firstDifferenceMs, firstOf, type ComparedRow } from './differences'
import { ENGINE, type Comparison } from './use-comparison'
import type { OtherRun } from './use-other-run'

/** Offers what to compare with; with a choice made, says what differs. */
export function ComparePanel({ comparison }: { readonly comparison: Comparison }) {
  const session = useSession()
  const run = useLive(() => session.currentRun)
  const claims = useLive(({ description }) => description?.claims)
  const earlierRuns = useLive((state) => state.earlierRuns)
  const isOfStores = useLive(({ can, recording }) => can?.isRealTime === true || recording !== null)
  const { chosen, choose, other, ghost } = comparison
  if (run === null || claims === undefined) return null
  return (
    <section className="compare" aria-label="Compare with another run">
      <label className="compare-head">
        Compare with{' '}
        <select className="field" value={chosen} onChange={(event) => choose(event.target.value)}>
          <option value="">nothing</option>
          {isOfStores && (
            <optgroup label="The other world">
              <option value={ENGINE}>the same run in the engine</option>
            </optgroup>
          )}
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
      {chosen !== '' && (other === null || ghost === null ? <p>…</p> : <Differences other={other} ghost={ghost} />)}
    </section>
  )
}

function Differences({ other, ghost }: { readonly other: OtherRun; readonly ghost: Ghost }) {
  const session = useSession()
  const frame = useLive((state) => state.frame)
  const invariants = useLive(({ description }) => description?.invariants)
  const { stretches } = ghost
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
  const rows =
    moment === null || own === null
      ? []
      : [
          ...comparedInvariants(own, moment).map((row) => ({
            ...row,
            name: invariants?.find(({ id }) => id === row.id)?.label ?? row.id,
          })),
          ...comparedBoxes(own, moment).map((row) => ({
            ...row,
            name: session.diagram.boxes[row.id]?.label ?? row.id,
          })),
        ]
  const differing = rows.filter(({ isDifferent }) => isDifferent)
  return (
    <>
      <p className="compare-what">
        <strong>{ghost.name}</strong>
        <span className="mono">
          {other.failure ?? (isThere ? '' : `played up to ${formatTime(other.headMs)} so far`)}
          {firstMs !== null ? ` first difference at ${formatSeconds(firstMs)}` : isThere ? ' no difference' : ''}
        </span>
        <ViolationOf other={other} />
      </p>
      {differing.length > 0 && (
        <Table caption={`At ${formatTime(moment?.nowMs ?? 0)}`} other={ghost.name} rows={differing} />
      )}
      {rows.length > 0 && (
        <p className="compare-alike">
          {differing.length === 0
            ? `Boxes and invariants say the same at ${formatTime(moment?.nowMs ?? 0)}.`
            : `The other ${rows.length - differing.length} say the same.`}
        </p>
      )}
    </>
  )
}

/** Leads to the first violation of the other run, in a page of its own. */
function ViolationOf({ other }: { readonly other: OtherRun }) {
  const first = other.latest?.verdicts
    .flatMap(({ first: violation }) => violation ?? [])
    .toSorted((one, two) => one.atMs - two.atMs)[0]
  const query = first === undefined ? null : formatRunUrl(other.run)
  if (first === undefined || query === null) return null
  const { request } = first.evidence
  const moment = formatMoment({ atMs: first.atMs, ...(request > 0 ? { request } : {}) })
  return (
    <a href={`${href(addressOf(other.run))}?${query}${moment}`} target="_blank" rel="noopener">
      See its violation at {formatSeconds(first.atMs)}
    </a>
  )
}

function addressOf({ simulation }: Run): string {
  return `d/${simulation}/`
}

interface TableProps {
  readonly caption: string
  readonly other: string
  readonly rows: readonly (ComparedRow & { readonly name: string })[]
}

/** Only what differs: what is alike would hide it. */
function Table({ caption, other, rows }: TableProps) {
  return (
    <ComparedTable caption={caption} columns={['this run', other]}>
      {rows.map(({ id, name, one, other: against, oneTone, otherTone }) => (
        <tr key={id}>
          <th scope="row">{name}</th>
          <td className="mono">
            <ToneMark tone={oneTone as Tone} size={9} /> {one}
          </td>
          <td className="mono">
            <ToneMark tone={otherTone as Tone} size={9} /> {against}
          </td>
        </tr>
      ))}
    </ComparedTable>
  )
}
