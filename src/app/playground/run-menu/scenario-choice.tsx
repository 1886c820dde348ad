/** The scenarios: what load comes and what breaks by itself, each with the sentence it is meant to show. */
import { useLive, useSession } from '../../session/session-context'

/** Picks the scenario. Another one begins from the start, without what was done to the one before. */
export function ScenarioChoice() {
  const session = useSession()
  const scenarios = useLive(({ description }) => description?.scenarios)
  const current = useLive(({ run }) => run?.scenario ?? '')
  return (
    <fieldset className="scenarios">
      <legend className="visually-hidden">Scenario</legend>
      {scenarios?.map(({ id, title, hypothesis }) => (
        <label key={id} className="scenario">
          <input
            type="radio"
            name="scenario"
            value={id}
            checked={id === current}
            onChange={() => session.openScenario(id)}
          />
          <span className="scenario-title">{title}</span>
          <span className="scenario-hypothesis">{hypothesis}</span>
        </label>
      ))}
    </fieldset>
  )
}
