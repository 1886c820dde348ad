/** The scenario: what load comes and what breaks by itself, with the sentence it is meant to show. */
import { useLive, useSession } from '../../session/session-context'
import { whatWasSeen } from './what-was-seen'

/** Picks the scenario. Another one begins from the start, without what was done to the one before. */
export function ScenarioPanel() {
  const session = useSession()
  const scenarios = useLive(({ description }) => description?.scenarios)
  const current = useLive(({ run }) => run?.scenario ?? '')
  const scenario = scenarios?.find(({ id }) => id === current)
  return (
    <section className="panel" aria-labelledby="scenario-heading">
      <h2 className="caption" id="scenario-heading">
        Scenario
      </h2>
      <select
        className="field scenario-select"
        aria-labelledby="scenario-heading"
        value={current}
        disabled={scenarios === undefined}
        onChange={(event) => session.openScenario(event.target.value)}
      >
        {scenarios?.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {scenario !== undefined && <p className="scenario-hypothesis">{scenario.hypothesis}</p>}
      <Seen />
    </section>
  )
}

/** What was seen, once the run is over. */
function Seen() {
  const frame = useLive((state) => (state.phase === 'ended' && state.viewing === null ? state.frame : null))
  const columns = useLive((state) => state.columns)
  const invariants = useLive(({ description }) => description?.invariants)
  if (frame === null) return null
  const labelOf = (id: string) => invariants?.find((each) => each.id === id)?.label ?? id
  return (
    <div className="scenario-seen">
      <h3 className="caption">What was seen</h3>
      {whatWasSeen(frame, columns, labelOf).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  )
}
