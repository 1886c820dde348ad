/** The scenario: what load comes and what breaks by itself, with the sentence it is meant to show. */
import { useLive, useSession } from '../../session/session-context'

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
        onChange={(event) => session.change({ scenario: event.target.value, actions: [] })}
      >
        {scenarios?.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {scenario !== undefined && <p className="scenario-hypothesis">{scenario.hypothesis}</p>}
    </section>
  )
}
