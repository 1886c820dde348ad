/** The parameters: numbers and choices that the code reads when it is built. Another value is another run. */
import { useState } from 'react'
import type { Parameter } from '~/kernel/parameter'
import { checkSetting, ParameterError } from '~/kernel/parameter'
import { useLive, useSession } from '../../session/session-context'

/** All parameters of the diagram. */
export function ParameterFields() {
  const parameters = useLive(({ description }) => description?.parameters)
  if (parameters === undefined || Object.keys(parameters).length === 0) return null
  return (
    <section className="parameters" aria-labelledby="parameters-heading">
      <h2 className="caption" id="parameters-heading">
        Parameters
      </h2>
      {Object.entries(parameters).map(([name, parameter]) => (
        <ParameterField key={name} name={name} parameter={parameter} />
      ))}
      <p className="parameters-note">Another value starts the run again.</p>
    </section>
  )
}

function ParameterField({ name, parameter }: { readonly name: string; readonly parameter: Parameter }) {
  const session = useSession()
  const value = useLive(({ run }) => run?.settings[name] ?? String(parameter.default))
  const [draft, setDraft] = useState<string | null>(null)
  const [wrong, setWrong] = useState('')
  const set = (text: string) => {
    setDraft(null)
    if (text === value) return
    const settings = { ...session.currentRun?.settings }
    if (text === String(parameter.default)) delete settings[name]
    else settings[name] = text
    session.change({ settings })
  }
  const commit = () => {
    if (draft === null) return
    try {
      set(String(checkSetting({ [name]: parameter }, name, draft)))
      setWrong('')
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error
      setWrong(error.message)
    }
  }
  const id = `parameter-${name}`
  return (
    <div className="parameter">
      <label htmlFor={id}>{parameter.label}</label>
      {parameter.kind === 'choice' ? (
        <select id={id} className="field" value={value} onChange={(event) => set(event.target.value)}>
          {parameter.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <span className="parameter-number">
          <input
            id={id}
            className="field mono"
            inputMode="decimal"
            value={draft ?? value}
            aria-invalid={wrong !== ''}
            onChange={(event) => setDraft(event.target.value)}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === 'Enter') commit()
            }}
          />
          <span className="parameter-unit">{parameter.unit}</span>
        </span>
      )}
      {wrong !== '' && (
        <p className="parameter-wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}
