/** Both worlds, laid side by side when the run is over: verdict by verdict, outcome by outcome, arrow by arrow, and why they differ. */
import type { ReactNode } from 'react'
import type { Comparison } from '~/host/live/comparison'
import { labelOfArrow } from '../diagram/label-of'
import { ToneMark } from '../diagram/tone-mark'
import { formatNumber } from '../session/claim-result'
import { useLive, useSession } from '../session/session-context'
import { ComparedTable } from '../playground/compare/compared-table'
import { sentence } from '../playground/format'
import './worlds.css'

/** The panel; nothing while nobody compares both worlds. */
export function WorldsPanel() {
  const worlds = useLive((state) => state.worlds)
  if (worlds === null) return null
  return (
    <section className="worlds" aria-label="The engine and the live stores">
      <h3>The engine beside the live stores</h3>
      {worlds.state === 'playing' && (
        <p role="status">
          The run is played on the live stores, in real time; the engine’s is drawn beside it, dashed. When it is over,
          both are compared to the last request.
        </p>
      )}
      {worlds.state === 'comparing' && <p role="status">comparing …</p>}
      {worlds.state === 'failed' && <p role="alert">Nothing was compared: {sentence(worlds.why)}</p>}
      {worlds.state === 'compared' && <Compared comparison={worlds.comparison} />}
    </section>
  )
}

function Compared({ comparison }: { readonly comparison: Comparison }) {
  const { verdicts, stores, lag, agrees, isJudged } = comparison
  const apart = verdicts.filter((each) => !each.agrees).length
  const servers = Object.values(stores).join(', ')
  const tone = agrees ? 'allowed' : isJudged ? 'failed' : 'unknown'
  return (
    <>
      <p className={`worlds-sum tone-${tone}`}>
        <ToneMark tone={tone} size={10} />{' '}
        <strong>
          {agrees
            ? `All ${verdicts.length} verdicts agree with ${servers}.`
            : isJudged
              ? `${apart} of ${verdicts.length} verdicts ${apart === 1 ? 'does' : 'do'} not agree with ${servers}.`
              : `Not judged: ${apart} of ${verdicts.length} verdicts ${apart === 1 ? 'differs' : 'differ'} on ${servers}, and this machine was so late that it may be why.`}
        </strong>{' '}
        <span className="live-small">
          The live run was late by {lag.maxMs.toFixed(1)} ms at most, {lag.meanMs.toFixed(1)} ms on average.
        </span>
      </p>
      <Differences comparison={comparison} />
      <div className="worlds-tables">
        <Verdicts comparison={comparison} />
        <Outcomes comparison={comparison} />
        <Arrows comparison={comparison} />
      </div>
    </>
  )
}

function Differences({ comparison: { differences, arrows } }: { readonly comparison: Comparison }) {
  const { diagram } = useSession()
  // Arrows are called what the diagram calls them.
  const named = (what: string) => {
    const arrow = Object.keys(arrows).find((name) => what.startsWith(`${name}:`))
    return arrow === undefined ? sentence(what) : `${labelOfArrow(diagram, arrow)}${sentence(what.slice(arrow.length))}`
  }
  if (differences.length === 0) return <p className="live-small">Nothing differs by more than chance explains.</p>
  return (
    <ul className="worlds-differences">
      {differences.map(({ what, why }) => (
        <li key={what}>
          <span aria-hidden="true">≠</span> {named(what)}
          <span className="live-small"> {why === null ? 'Why is not known.' : sentence(why)}</span>
        </li>
      ))}
    </ul>
  )
}

function Verdicts({ comparison: { verdicts } }: { readonly comparison: Comparison }) {
  const invariants = useLive(({ description }) => description?.invariants)
  const word = (held: boolean, violations: number) => (
    <>
      <ToneMark tone={held ? 'allowed' : 'failed'} size={9} /> {held ? 'holds' : `violated ${violations}×`}
    </>
  )
  return (
    <ComparedTable caption="Verdicts" columns={['engine', 'live']}>
      {verdicts.map(({ id, held, violations, agrees }) => (
        <Row key={id} name={invariants?.find((each) => each.id === id)?.label ?? id} isApart={!agrees}>
          <td className="mono">{word(held.engine, violations.engine)}</td>
          <td className="mono">{word(held.live, violations.live)}</td>
        </Row>
      ))}
    </ComparedTable>
  )
}

function Outcomes({ comparison: { outcomes, differences } }: { readonly comparison: Comparison }) {
  return (
    <ComparedTable caption="Requests by outcome" columns={['engine', 'live']}>
      {Object.entries(outcomes).map(([tone, { engine, live }]) => (
        <Row key={tone} name={tone} isApart={differences.some(({ what }) => what.includes(`"${tone}"`))}>
          <td className="mono">{formatNumber(engine)}</td>
          <td className="mono">{formatNumber(live)}</td>
        </Row>
      ))}
    </ComparedTable>
  )
}

function Arrows({ comparison: { arrows, differences } }: { readonly comparison: Comparison }) {
  const { diagram } = useSession()
  const figure = ({ p50Ms, p95Ms, ok }: { readonly p50Ms: number; readonly p95Ms: number; readonly ok: number }) =>
    ok === 0 ? '–' : `${p50Ms.toFixed(2)} · ${p95Ms.toFixed(2)}`
  return (
    <ComparedTable caption="Latency in ms, median · p95" columns={['engine', 'live']}>
      {Object.entries(arrows).map(([name, { kind, engine, live }]) => (
        <Row
          key={name}
          name={labelOfArrow(diagram, name)}
          note={kind === null ? '' : 'real'}
          isApart={differences.some(({ what }) => what.startsWith(`${name}:`))}
        >
          <td className="mono">{figure(engine)}</td>
          <td className="mono">{figure(live)}</td>
        </Row>
      ))}
    </ComparedTable>
  )
}

interface RowProps {
  readonly name: string
  readonly note?: string
  readonly isApart: boolean
  readonly children: ReactNode
}

/** What differs is marked by a sign, too. */
function Row({ name, note = '', isApart, children }: RowProps) {
  return (
    <tr data-apart={isApart}>
      <th scope="row">
        {isApart && (
          <>
            <span aria-hidden="true">≠ </span>
            <span className="visually-hidden">differs: </span>
          </>
        )}
        {name} {note !== '' && <span className="box-live mono">{note}</span>}
      </th>
      {children}
    </tr>
  )
}
