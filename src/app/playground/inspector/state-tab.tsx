/** What a box holds right now, or how an arrow does. */
import { useState } from 'react'
import { instancesOf } from '~/kernel/diagram'
import { formatNumber } from '../../session/claim-result'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { formatDuration, formatRate } from '../format'
import { BoxPanels, PanelsView } from './panels/panels-view'

/** The state of a box, one instance at a time. */
export function BoxState({ box }: { readonly box: string }) {
  const { diagram } = useSession()
  const panels = useLive(({ description }) => description?.panels[box])
  const count = instancesOf(diagram, box)
  const [chosen, setChosen] = useState(0)
  const instance = chosen < count ? chosen : 0
  return (
    <>
      {count > 1 && (
        <div className="code-files" role="group" aria-label="Instance">
          {Array.from({ length: count }, (_, index) => (
            <button
              key={index}
              type="button"
              className="chip mono"
              aria-pressed={index === instance}
              onClick={() => setChosen(index)}
            >
              #{index}
            </button>
          ))}
        </div>
      )}
      <BoxPanels key={`${box}/${instance}`} place={{ box, instance }} />
      {panels !== undefined && <PanelsView place={{ box, instance }} panels={panels} />}
      <BoxFiguresView box={box} />
    </>
  )
}

function BoxFiguresView({ box }: { readonly box: string }) {
  const rows = useLiveShallow(({ frame }) => {
    const figures = frame?.boxes[box]?.figures
    if (figures === undefined) return []
    return [
      ['received', formatRate(figures.receivedRate)],
      ['answered', formatRate(figures.answeredRate)],
      ['errors', formatRate(figures.errorRate)],
      ['called others', formatRate(figures.sentRate)],
      ['in flight', formatNumber(figures.inFlight)],
      ...quantileRows(figures, figures.answeredRate + figures.errorRate + figures.okRate > 0),
    ].map((row) => row.join('\t'))
  })
  return <FiguresTable rows={rows} caption="Last second" />
}

/** How an arrow does. */
export function ArrowState({ arrow }: { readonly arrow: string }) {
  const rows = useLiveShallow(({ frame }) => {
    const figures = frame?.arrows[arrow]?.figures
    if (figures === undefined) return []
    return [
      ['requests', formatRate(figures.rate)],
      ['failed', formatRate(figures.failRate)],
      ['outcome unknown', formatRate(figures.unknownRate)],
      ['messages lost', formatRate(figures.lostRate)],
      ...quantileRows(figures, figures.rate > 0),
    ].map((row) => row.join('\t'))
  })
  return <FiguresTable rows={rows} caption="Last second, from request to outcome" />
}

interface Quantiles {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** Where nothing was measured there is no latency, not one of zero. */
function quantileRows({ p50Ms, p95Ms, p99Ms }: Quantiles, isMeasured: boolean): string[][] {
  const shown = (ms: number) => (isMeasured ? formatDuration(ms) : '–')
  return [
    ['p50', shown(p50Ms)],
    ['p95', shown(p95Ms)],
    ['p99', shown(p99Ms)],
  ]
}

function FiguresTable({ rows, caption }: { readonly rows: readonly string[]; readonly caption: string }) {
  return (
    <section className="figures">
      <h3 className="caption">{caption}</h3>
      <dl className="json-object">
        {rows.map((row) => {
          const [name, value] = row.split('\t')
          return (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
