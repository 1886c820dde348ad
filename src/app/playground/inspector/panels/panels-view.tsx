/** What a box offers to be drawn: each panel by its kind, whatever the box is. Panels hold panels: the walk is all in here. */
import { useState } from 'react'
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { Panel } from '~/kernel/panel'
import { useLive } from '../../../session/session-context'
import { JsonView } from '../json-view'
import { useInspection } from '../use-inspection'
import { AccountsPanelView } from './accounts-panel'
import { ActButton } from './act-button'
import { FilePanelView } from './file-panel'
import { GalleryPanelView } from './gallery-panel'
import { LanesPanelView } from './lanes-panel'
import './panels.css'
import { BarsView, MachineView, MeterView } from './pictures'
import { PromptView } from './prompt-panel'
import { TablePanelView } from './table-panel'
import type { Place } from './use-page'

/** Panels that are pictures need a caption; the others say what they are. */
const CAPTIONED: readonly Panel['kind'][] = ['machine', 'meter', 'bars', 'lanes']

/** The panels of a process, in its order. */
export function PanelsView({ place, panels }: { readonly place: Place; readonly panels: readonly Panel[] }) {
  return (
    <div className="offered">
      {panels.map((panel) => (
        <section key={panel.label} className={`offered-panel ${panel.kind === 'act' ? 'offered-act' : ''}`}>
          {CAPTIONED.includes(panel.kind) && <h3 className="caption">{panel.label}</h3>}
          <PanelView place={place} panel={panel} />
        </section>
      ))}
    </div>
  )
}

/** One panel of a process. */
export function PanelView({ place, panel }: { readonly place: Place; readonly panel: Panel }) {
  switch (panel.kind) {
    case 'text':
      return <p className={panel.style === 'line' ? 'store-line mono' : 'inspector-note'}>{panel.text}</p>
    case 'act':
      return (
        <div>
          <ActButton place={place} act={panel.act} />
        </div>
      )
    case 'table':
      return <TablePanelView place={place} panel={panel} />
    case 'accounts':
      return <AccountsPanelView place={place} panel={panel} />
    case 'lanes':
      return <LanesPanelView panel={panel} />
    case 'file':
      return <FilePanelView place={place} panel={panel} />
    case 'gallery':
      return <GalleryPanelView place={place} panel={panel} />
    case 'prompt':
      return <PromptView place={place} prompt={panel.prompt} />
    case 'choice':
      return <Choice place={place} panel={panel} />
    case 'of':
      return <BoxPanels place={{ box: panel.box, instance: 0 }} query={panel.query} />
    case 'machine':
      return <MachineView panel={panel} />
    case 'meter':
      return <MeterView panel={panel} />
    case 'bars':
      return <BarsView panel={panel} />
  }
}

type ChoicePanel = Extract<Panel, { readonly kind: 'choice' }>

/** Chips, and the panel of the one that is pressed: at first the first. */
function Choice({ place, panel: { label, choices } }: { readonly place: Place; readonly panel: ChoicePanel }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = choices.find((choice) => choice.label === chosen) ?? choices[0]
  return (
    <div className="store">
      <div className="code-files" role="group" aria-label={label}>
        {choices.map((choice) => (
          <button
            key={choice.label}
            type="button"
            className="chip mono"
            aria-pressed={choice === shown}
            onClick={() => setChosen(choice.label)}
          >
            {choice.label}
          </button>
        ))}
      </div>
      {shown !== undefined && <PanelView key={shown.label} place={place} panel={shown} />}
    </div>
  )
}

/** The question that a process answers with its panels. */
const STATE: InspectQuery = { view: 'state' }

/** What a process offers and holds besides, as it answers `query`; and its prompt, if it is a store. */
export function BoxPanels({ place, query = STATE }: { readonly place: Place; readonly query?: InspectQuery }) {
  const { box, instance } = place
  const store = useLive(({ description }) => description?.stores[box])
  const answer = useInspection(`${box}/${instance} ${JSON.stringify(query)}`, async (session) => ({
    state: await session.inspect(box, instance, query),
  }))
  return (
    <div className="store">
      {answer === null ? (
        <p className="inspector-note">…</p>
      ) : (
        <State place={place} state={answer.state} isStore={store !== undefined} />
      )}
      {store?.prompt !== undefined && <PromptView place={place} prompt={store.prompt} />}
    </div>
  )
}

interface StateProps {
  readonly place: Place
  readonly state: Json
  readonly isStore: boolean
}

function State({ place, state, isStore }: StateProps) {
  if (state === null) {
    return isStore ? (
      <p className="inspector-note tone-failed inspector-down">The server is down: nobody answers.</p>
    ) : (
      <p className="inspector-note">It is down, or keeps nothing in memory.</p>
    )
  }
  const { panels, plain } = apart(state)
  return (
    <>
      {panels.length > 0 && <PanelsView place={place} panels={panels} />}
      {plain !== null && <JsonView value={plain} />}
    </>
  )
}

/** What a process offers to be drawn, and what is to be listed; null if that is nothing. */
function apart(state: Json): { readonly panels: readonly Panel[]; readonly plain: Json } {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return { panels: [], plain: state }
  const { panels, ...plain } = state as { readonly [name: string]: Json }
  if (!Array.isArray(panels)) return { panels: [], plain: state }
  return { panels: panels as unknown as readonly Panel[], plain: Object.keys(plain).length === 0 ? null : plain }
}
