/** Fields of the page that makes snippets: those about the run. */
import type { ReactNode } from 'react'
import type { Diagram } from '~/kernel/diagram'
import type { SimulationDescription } from '~/host/describe'
import { readSeed } from '../run-url'
import type { RunForm } from './builder-form'

/** A field with its name above. */
export function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <label className="builder-field">
      <span>{label}</span>
      {children}
    </label>
  )
}

interface FieldsProps {
  readonly form: RunForm
  readonly change: (part: Partial<RunForm>) => void
  readonly diagram: Diagram
  /** Null until the diagram has been asked what there is. */
  readonly offer: SimulationDescription | null
  /** What of the fields does not fit, in words. */
  readonly problems: readonly string[]
}

/** Scenario, seed, safeguards, acts, parameters, and the moment to stand at. */
export function RunFields({ form, change, diagram, offer, problems }: FieldsProps) {
  const isFilled = form.without.length > 0 || [form.acts, form.parameters, form.at].some((text) => text !== '')
  return (
    <>
      <Field label="Scenario">
        <select className="field" value={form.scenario} onChange={({ target }) => change({ scenario: target.value })}>
          <option value="">the first one</option>
          {offer?.scenarios.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Seed">
        <input
          className="field"
          inputMode="numeric"
          maxLength={20}
          value={form.seed}
          aria-invalid={readSeed(form.seed) === null}
          aria-describedby="builder-problems"
          onChange={({ target }) => change({ seed: target.value })}
        />
      </Field>
      <details className="builder-more" open={isFilled || undefined}>
        <summary>Safeguards, faults, parameters, moment</summary>
        <fieldset className="builder-forms">
          <legend>Safeguards</legend>
          {diagram.claims.map(({ id, title }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={!form.without.includes(id)}
                onChange={({ target }) =>
                  change({
                    without: target.checked ? form.without.filter((each) => each !== id) : [...form.without, id],
                  })
                }
              />{' '}
              {title}
            </label>
          ))}
        </fieldset>
        <Lines
          label="What is done, one in each line"
          hint={`${firstVerb(offer)}@3000`}
          value={form.acts}
          onChange={(acts) => change({ acts })}
        />
        <Lines
          label="Parameters, one in each line"
          hint={firstParameter(offer)}
          value={form.parameters}
          onChange={(parameters) => change({ parameters })}
        />
        <Field label="Stands at, in milliseconds (empty: plays from its start)">
          <input
            className="field"
            inputMode="decimal"
            maxLength={20}
            value={form.at}
            aria-describedby="builder-problems"
            onChange={({ target }) => change({ at: target.value })}
          />
        </Field>
      </details>
      <ul className="builder-problem" id="builder-problems" role="alert">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </>
  )
}

interface LinesProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly onChange: (text: string) => void
}

function Lines({ label, hint, value, onChange }: LinesProps) {
  return (
    <Field label={label}>
      <textarea
        className="field mono"
        rows={Math.min(6, Math.max(2, value.split('\n').length))}
        placeholder={hint}
        value={value}
        spellCheck={false}
        aria-describedby="builder-problems"
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  )
}

function firstVerb(offer: SimulationDescription | null): string {
  const [box, verbs] = Object.entries(offer?.verbs ?? {}).find(([, own]) => own.length > 0) ?? []
  return `${verbs?.[0]?.verb ?? 'crash'}:${box ?? 'box'}`
}

function firstParameter(offer: SimulationDescription | null): string {
  const [name, parameter] = Object.entries(offer?.parameters ?? {})[0] ?? []
  return name === undefined ? '' : `${name}:${String(parameter?.default)}`
}
