/** The page that makes the snippet for somebody's own page, with the frame as it will be. Its address fills it in. */
import { useEffect, useMemo, useState } from 'react'
import type { SimulationDescription } from '~/host/describe'
import { href } from '../base'
import { PageHeader } from '../page-header'
import { Field, RunFields } from './builder-fields'
import { EMPTY_FORM, formFrom, runFrom } from './builder-form'
import './embed-builder.css'
import { CONTROLS, PANELS } from './embed-options'
import { catalog, loadDescription } from './offers'
import { elementSnippet, frameAddress, frameSnippet, runParts, type Part } from './snippet'
import { SnippetBox } from './snippet-box'

type Form = 'element' | 'frame'

const live = catalog.filter(({ isLive }) => isLive)
/** Heights that a page may give its frame, in pixels. */
const HEIGHT = { min: 240, max: 2000 }

/** The page. */
export function EmbedBuilder() {
  const [asked] = useState(() => location.search)
  const [id, setId] = useState(() => {
    const name = new URLSearchParams(asked).get('name')
    return (live.find((each) => each.id === name) ?? live[0])?.id ?? ''
  })
  const [form, setForm] = useState(EMPTY_FORM)
  const [left, setLeft] = useState<readonly string[]>([])
  const [theme, setTheme] = useState('')
  const [kind, setKind] = useState<Form>('element')
  const [controls, setControls] = useState<string>(CONTROLS[0])
  const [panel, setPanel] = useState<string>(PANELS[0])
  const [heightText, setHeightText] = useState('')
  const [autoplays, setAutoplays] = useState(false)
  const entry = live.find((each) => each.id === id)
  const offer = useDescription(id)
  // Once: what somebody changes afterwards is theirs.
  const [isFilled, setFilled] = useState(!asked.includes('='))
  if (!isFilled && offer !== null && entry !== undefined) {
    setFilled(true)
    const { form: filled, notices } = formFrom(asked, entry.diagram, offer)
    setForm(filled)
    setLeft(notices)
  }
  useEffect(() => {
    document.title = 'Embed – Boxes & Arrows'
  }, [])
  const read = useMemo(
    () => (offer === null || entry === undefined || !isFilled ? null : runFrom(form, entry.diagram, offer)),
    [form, entry, offer, isFilled],
  )
  if (entry === undefined) return <main className="builder">No diagram runs yet.</main>
  const height = Number(heightText)
  const isHeight = heightText === '' || (Number.isInteger(height) && height >= HEIGHT.min && height <= HEIGHT.max)
  const options: readonly Part[] = [
    ['theme', theme],
    ['controls', controls === CONTROLS[0] ? '' : controls],
    ['panel', panel === PANELS[0] ? '' : panel],
  ]
  const embedded = {
    id,
    title: entry.diagram.title,
    site: `${location.origin}${href('')}`,
    parts: [
      ...(read === null ? [] : runParts(read.run, read.moment, form.scenario !== '')),
      ...options.filter(([, value]) => value !== ''),
    ],
    autoplays,
    height: heightText === '' || !isHeight ? null : height,
  }
  const address = href(frameAddress(embedded))
  const engines = Object.entries(read?.run.engines ?? {}).map(([store, engine]) => `${store}=${engine}`)
  const problems = [
    ...(kind === 'element' && engines.length > 0
      ? [`Only the frame can play on another engine (${engines.join(', ')}).`]
      : []),
    ...left,
    ...(read?.notices ?? []),
    ...(isHeight ? [] : [`A height is ${HEIGHT.min} to ${HEIGHT.max} pixels, or empty: as high as the diagram is.`]),
  ]
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
              <select
                className="field"
                value={id}
                onChange={({ target }) => {
                  setId(target.value)
                  setForm(EMPTY_FORM)
                  setLeft([])
                  setFilled(true)
                }}
              >
                {live.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.diagram.title}
                  </option>
                ))}
              </select>
            </Field>
            <RunFields
              form={form}
              change={(part) => setForm({ ...form, ...part })}
              diagram={entry.diagram}
              offer={offer}
              problems={[...new Set(problems)]}
            />
            <Field label="Theme">
              <select className="field" value={theme} onChange={(event) => setTheme(event.target.value)}>
                <option value="">the reader’s</option>
                <option value="light">light</option>
                <option value="dark">dark</option>
              </select>
            </Field>
            <Field label="Transport">
              <select className="field" value={controls} onChange={(event) => setControls(event.target.value)}>
                <option value="min">play, step, speed, break</option>
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
            <Field label="Height in pixels (empty: as the diagram needs)">
              <input
                className="field"
                inputMode="numeric"
                maxLength={5}
                value={heightText}
                aria-invalid={!isHeight}
                aria-describedby="builder-problems"
                onChange={(event) => setHeightText(event.target.value.trim())}
              />
            </Field>
            <label className="builder-check">
              <input type="checkbox" checked={autoplays} onChange={(event) => setAutoplays(event.target.checked)} />{' '}
              Runs when it is seen (never where less motion is wanted)
            </label>
            <fieldset className="builder-forms">
              <legend>Snippet</legend>
              <label>
                <input type="radio" name="form" checked={kind === 'element'} onChange={() => setKind('element')} />{' '}
                Element: one small script, starts as a picture
              </label>
              <label>
                <input type="radio" name="form" checked={kind === 'frame'} onChange={() => setKind('frame')} /> Frame:
                no script on your page
              </label>
            </fieldset>
          </form>
          <div className="builder-result">
            <SnippetBox text={kind === 'frame' ? frameSnippet(embedded) : elementSnippet(embedded)} />
            <p className="builder-csp">
              With a content security policy, allow <code>{location.origin}</code> in{' '}
              {kind === 'element' ? (
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
              style={embedded.height === null ? undefined : { height: embedded.height }}
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

/** What there is in a diagram; null until it has said so. */
function useDescription(id: string): SimulationDescription | null {
  const [known, setKnown] = useState<SimulationDescription | null>(null)
  useEffect(() => {
    let isWanted = true
    loadDescription(id).then(
      (description) => isWanted && setKnown(description),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [id])
  return known?.id === id ? known : null
}
