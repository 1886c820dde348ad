/** The page that makes the snippet for somebody's own page, with the frame as it will be. */
import { useEffect, useState } from 'react'
import { catalog, loadScenarios } from './offers'
import { SEED_MAX } from '~/kernel/run'
import { href } from '../base'
import { readSeed, SEED_DEFAULT } from '../run-url'
import { CONTROLS, PANELS } from './embed-options'
import { PageHeader } from '../page-header'
import './embed-builder.css'

type Form = 'element' | 'frame'

/** The page. */
export function EmbedBuilder() {
  const live = catalog.filter(({ isLive }) => isLive)
  const [id, setId] = useState(live[0]?.id ?? '')
  const [scenario, setScenario] = useState('')
  const [seedText, setSeedText] = useState('42')
  const seed = readSeed(seedText)
  const [theme, setTheme] = useState('')
  const [form, setForm] = useState<Form>('element')
  const [controls, setControls] = useState<string>(CONTROLS[0])
  const [panel, setPanel] = useState<string>(PANELS[0])
  const [autoplays, setAutoplays] = useState(false)
  const scenarios = useScenarios(id)
  const entry = live.find((each) => each.id === id)
  useEffect(() => {
    document.title = 'Embed – Boxes & Arrows'
  }, [])
  if (entry === undefined) return <main className="builder">No diagram runs yet.</main>
  const options = {
    ...(scenario === '' ? {} : { scenario }),
    ...(seed === null || seed === SEED_DEFAULT ? {} : { seed: String(seed) }),
    ...(theme === '' ? {} : { theme }),
    ...(controls === CONTROLS[0] ? {} : { controls }),
    ...(panel === PANELS[0] ? {} : { panel }),
  }
  const query = new URLSearchParams({ ...options, ...(autoplays ? { autoplay: '1' } : {}) }).toString()
  const address = href(`embed/${id}/${query === '' ? '' : `?${query}`}`)
  const snippet =
    form === 'frame'
      ? frameSnippet(address, entry.diagram.title)
      : elementSnippet(id, entry.diagram.title, options, autoplays)
  return (
    <div className="builder">
      <PageHeader>
        <a href={href('')}>Diagrams</a>
        <a href={href('real/')}>What is real</a>
      </PageHeader>
      <main>
        <h1>Put a diagram on your page</h1>
        <p className="builder-lead">
          It is a picture until somebody runs it, leaves your page’s wheel and keys alone, and stops when it is out of
          sight.
        </p>
        <div className="builder-columns">
          <form className="builder-form" onSubmit={(event) => event.preventDefault()}>
            <Field label="Diagram">
              <select className="field" value={id} onChange={(event) => (setId(event.target.value), setScenario(''))}>
                {live.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.diagram.title}
                  </option>
                ))}
              </select>
            </Field>
            <Field label="Scenario">
              <select className="field" value={scenario} onChange={(event) => setScenario(event.target.value)}>
                <option value="">the first one</option>
                {scenarios.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.title}
                  </option>
                ))}
              </select>
            </Field>
            <Field label="Seed">
              <input
                className="field"
                inputMode="numeric"
                maxLength={20}
                value={seedText}
                aria-invalid={seed === null}
                aria-describedby="seed-problem"
                onChange={(event) => setSeedText(event.target.value)}
              />
              <span className="builder-problem" id="seed-problem" role="alert">
                {seed === null &&
                  `A whole number from 0 to ${SEED_MAX}; until then the snippet has seed ${SEED_DEFAULT}.`}
              </span>
            </Field>
            <Field label="Theme">
              <select className="field" value={theme} onChange={(event) => setTheme(event.target.value)}>
                <option value="">the reader’s</option>
                <option value="light">light</option>
                <option value="dark">dark</option>
              </select>
            </Field>
            <Field label="Transport">
              <select className="field" value={controls} onChange={(event) => setControls(event.target.value)}>
                <option value="min">play, step, speed</option>
                <option value="full">all of it, with the seed</option>
                <option value="none">none</option>
              </select>
            </Field>
            <Field label="Below the diagram">
              <select className="field" value={panel} onChange={(event) => setPanel(event.target.value)}>
                <option value="none">nothing</option>
                <option value="trace">the events of the run</option>
                <option value="code">the code of a box</option>
              </select>
            </Field>
            <label className="builder-check">
              <input type="checkbox" checked={autoplays} onChange={(event) => setAutoplays(event.target.checked)} />{' '}
              Runs when it is seen (never where less motion is wanted)
            </label>
            <fieldset className="builder-forms">
              <legend>Snippet</legend>
              <label>
                <input type="radio" name="form" checked={form === 'element'} onChange={() => setForm('element')} />{' '}
                Element: one small script, starts as a picture
              </label>
              <label>
                <input type="radio" name="form" checked={form === 'frame'} onChange={() => setForm('frame')} /> Frame:
                no script on your page
              </label>
            </fieldset>
          </form>
          <div className="builder-result">
            <Snippet text={snippet} />
            <p className="builder-csp">
              With a content security policy, allow <code>{location.origin}</code> in{' '}
              {form === 'element' ? (
                <>
                  <code>script-src</code>, <code>img-src</code> and <code>frame-src</code>
                </>
              ) : (
                <code>frame-src</code>
              )}
              .
            </p>
            <h2>As your readers see it</h2>
            <iframe
              key={address}
              className="builder-preview"
              src={address}
              title={`Preview: ${entry.diagram.title}`}
              loading="lazy"
            />
          </div>
        </div>
      </main>
    </div>
  )
}

function Field({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <label className="builder-field">
      <span>{label}</span>
      {children}
    </label>
  )
}

function Snippet({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      setSaid('Select it to copy')
    }
    setTimeout(() => setSaid(''), 2000)
  }
  return (
    <div className="builder-snippet">
      <pre tabIndex={0} aria-label="Snippet">
        <code data-testid="snippet">{text}</code>
      </pre>
      <button type="button" className="button button-small" aria-live="polite" onClick={() => void copy()}>
        {said === '' ? 'Copy' : said}
      </button>
    </div>
  )
}

interface Titled {
  readonly id: string
  readonly title: string
}

function useScenarios(id: string): readonly Titled[] {
  const [known, setKnown] = useState<{ readonly id: string; readonly scenarios: readonly Titled[] }>({
    id: '',
    scenarios: [],
  })
  useEffect(() => {
    let isWanted = true
    loadScenarios(id).then(
      (scenarios) => isWanted && setKnown({ id, scenarios }),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [id])
  return known.id === id ? known.scenarios : []
}

function frameSnippet(address: string, title: string): string {
  return `<iframe src="${location.origin}${address.replaceAll('&', '&amp;')}"\n  title="${title}" loading="lazy" allow="fullscreen"\n  sandbox="allow-scripts allow-same-origin allow-popups"\n  width="100%" height="560"></iframe>`
}

function elementSnippet(
  id: string,
  title: string,
  options: Readonly<Record<string, string>>,
  autoplays: boolean,
): string {
  const attributes = Object.entries(options).map(([name, value]) => ` ${name}="${value}"`)
  return `<script src="${location.origin}${href('arch-diagram.js')}" defer></script>\n<arch-diagram name="${id}" label="${title}"${attributes.join('')}${autoplays ? ' autoplay' : ''}></arch-diagram>`
}
