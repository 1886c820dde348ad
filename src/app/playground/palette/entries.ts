/** Everything that can be done on the page as it stands, for the palette to find. */
import { verbsOf, type Target } from '~/kernel/action'
import { arrowBoxes, arrowName } from '~/kernel/arrow'
import { labelOfArrow } from '../../diagram/label-of'
import { formatSpeed, SPEEDS } from '../../session/pace'
import type { RunSession } from '../../session/run-session'
import { QUICK } from '../break/quick-verbs'
import type { PageKeys } from '../use-keys'
import type { Entry } from './entry'

/** What a button of the page does, its entry does by it: what such a button opens stays where it is drawn. */
function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click()
}

/** All entries, in the order in which they are shown before anything is typed. */
export function entriesOf(session: RunSession, page: PageKeys): readonly Entry[] {
  return [...runEntries(session), ...pageEntries(page), ...claimEntries(session), ...boxEntries(session)]
}

function runEntries(session: RunSession): readonly Entry[] {
  const { phase, description, speed, can } = session.store.getState()
  const speeds = can?.isRealTime === true ? [] : SPEEDS
  const isPlaying = phase === 'running'
  const run = { group: 'Run' }
  return [
    {
      ...run,
      id: 'toggle',
      label: isPlaying ? 'Pause' : 'Play',
      also: isPlaying ? 'stop' : 'start',
      key: 'Space',
      run: () => session.toggle(),
    },
    { ...run, id: 'restart', label: 'Restart', also: 'again', key: 'r', run: () => session.restart() },
    { ...run, id: 'step', label: 'Step one event', key: '.', run: () => void session.step() },
    ...speeds
      .filter((each) => each !== speed)
      .map((each) => ({
        id: `speed-${each}`,
        group: 'Speed',
        label: `Speed ${formatSpeed(each)}`,
        also: each < speed ? 'slower' : 'faster',
        run: () => session.setSpeed(each),
      })),
    ...(description?.scenarios ?? []).map(({ id, title, hypothesis }) => ({
      id: `scenario-${id}`,
      group: 'Scenarios',
      label: title,
      also: `${id} ${hypothesis}`,
      run: () => session.openScenario(id),
    })),
  ]
}

function pageEntries({ openHelp, presenting }: PageKeys): readonly Entry[] {
  const group = 'Page'
  // Tools lie in the head of the page, which a room does not see.
  const tools = [
    { id: 'find', group, label: 'Find what breaks it', also: 'search fuzz', run: () => press('.find-button') },
    { id: 'embed', group, label: 'Embed this run', also: 'frame snippet page', run: () => press('.embed-link') },
    { id: 'export', group, label: 'Export', also: 'gif svg png trace download', run: () => press('.export > summary') },
  ]
  return [
    {
      id: 'present',
      group,
      label: presenting?.isOn === true ? 'Stop presenting' : 'Present',
      also: 'full screen presenter',
      key: 'f',
      run: () => presenting?.toggle(),
    },
    ...(presenting?.isOn === true ? [] : tools),
    { id: 'help', group, label: 'Help', also: 'keys shortcuts marks', key: '?', run: () => openHelp?.() },
  ]
}

function claimEntries(session: RunSession): readonly Entry[] {
  return session.diagram.claims.flatMap(({ id, title, statement }) =>
    (['with', 'without'] as const).map((side) => ({
      id: `claim-${id}-${side}`,
      group: 'Claims',
      label: side === 'with' ? `Run claim: ${title}` : `Run claim without its safeguard: ${title}`,
      also: statement,
      run: () => session.runClaim(id, side),
    })),
  )
}

function boxEntries(session: RunSession): readonly Entry[] {
  const { diagram } = session
  const { description, cannot } = session.store.getState()
  const { verbs = {} } = description ?? {}
  const faults = (kind: 'box' | 'arrow', target: Target, label: string): readonly Entry[] => {
    const refused = cannot[target.kind === 'box' ? target.box : arrowName(target)] ?? {}
    const offered = verbsOf({ diagram, verbs }, target).filter(({ verb }) => refused[verb] === undefined)
    const quick = QUICK[kind].flatMap((name) => offered.filter(({ verb }) => verb === name))
    return [...quick, ...offered.filter(({ verb }) => verb === 'heal')].map((verb) => ({
      id: `${verb.verb}-${label}`,
      group: 'Break it',
      label: `${verb.label}: ${label}`,
      also: verb.explain,
      run: () => {
        const { value } = verb
        const usual = value !== undefined && 'default' in value ? { value: String(value.default) } : {}
        void session.inject({ verb: verb.verb, target, ...usual }).catch(() => undefined)
      },
    }))
  }
  return [
    ...Object.entries(diagram.boxes).map(([id, { label }]) => ({
      id: `inspect-${id}`,
      group: 'Boxes',
      label: `Inspect ${label}`,
      run: () => session.select({ kind: 'box', id }),
    })),
    ...Object.entries(diagram.boxes).flatMap(([id, { label }]) => faults('box', { kind: 'box', box: id }, label)),
    ...diagram.arrows.flatMap(({ from, to }) => {
      const name = `${from}~${to}`
      return faults('arrow', { kind: 'arrow', ...arrowBoxes(name) }, labelOfArrow(diagram, name))
    }),
  ]
}
