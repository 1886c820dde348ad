/** The frame's end of the talk with the page around it. */
import { readTarget } from '~/kernel/action'
import type { Diagram } from '~/kernel/diagram'
import type { RunSession } from '../session/run-session'
import {
  COMMANDS,
  isHello,
  MESSAGES_PER_SECOND_MAX,
  PROTOCOL_VERSION,
  readCommand,
  SOURCE,
  type Command,
} from './protocol'
import { wantedHeight } from './wanted-height'

/** How often the page hears of the run, in milliseconds. */
const STATE_MS = 250

/** What there is to talk about. */
export interface Talked {
  /** The session, once the diagram runs. */
  session(): RunSession | null
  /** Makes it run; null where it cannot. */
  readonly start: (() => void) | null
}

/** Answers the page around the frame, if there is one; returns what ends that. */
export function talkToHost(diagram: Diagram, talked: Talked): () => void {
  if (window.parent === window) return () => undefined
  const ends: (() => void)[] = []
  const greeted = (event: MessageEvent) => {
    // A page without an origin (opened from a file, or in a sandbox) cannot be addressed: it gets no port.
    if (event.source !== window.parent || event.origin === 'null' || !isHello(event.data)) return
    window.removeEventListener('message', greeted)
    const { port1, port2 } = new MessageChannel()
    const payload = { version: PROTOCOL_VERSION, diagram: diagram.id, capabilities: COMMANDS }
    // Whoever is greeted learns nothing but which diagram this is; `event.origin` is the page that asked.
    window.parent.postMessage({ source: SOURCE, v: PROTOCOL_VERSION, type: 'ready', payload }, event.origin, [port2])
    ends.push(listen(diagram, talked, port1))
  }
  window.addEventListener('message', greeted)
  ends.push(() => window.removeEventListener('message', greeted))
  return () => ends.forEach((end) => end())
}

function listen(diagram: Diagram, talked: Talked, port: MessagePort): () => void {
  const tell = (type: string, payload: unknown, id?: string) =>
    port.postMessage({ source: SOURCE, v: PROTOCOL_VERSION, type, payload, ...(id === undefined ? {} : { id }) })
  let asked = 0
  port.onmessage = ({ data }: MessageEvent) => {
    if (++asked > MESSAGES_PER_SECOND_MAX) {
      tell('error', { message: `at most ${MESSAGES_PER_SECOND_MAX} messages a second are answered` })
      return
    }
    const read = readCommand(data)
    if ('problem' in read) {
      tell('error', { message: read.problem })
      return
    }
    const { command } = read
    obey(talked, command).then(
      (answer) => tell('done', answer ?? {}, command.id),
      (error: unknown) =>
        tell('error', { message: error instanceof Error ? error.message : String(error) }, command.id),
    )
  }
  let broken = new Set<string>()
  let told = ''
  let toldHeight = 0
  const timer = setInterval(() => {
    const height = wantedHeight(diagram)
    if (height !== toldHeight) tell('resize', { height })
    toldHeight = height
    asked = Math.max(0, asked - (MESSAGES_PER_SECOND_MAX * STATE_MS) / 1000)
    const session = talked.session()
    const state = stateOf(session)
    const { frame, viewing } = session?.store.getState() ?? {}
    // What held at a moment of the past is no news.
    if (viewing == null) {
      const now = new Set((frame?.verdicts ?? []).filter(({ held }) => !held).map(({ id }) => id))
      for (const id of now) if (!broken.has(id)) tell('invariant', { id, held: false })
      broken = now
    }
    const text = JSON.stringify(state)
    if (text === told) return
    told = text
    tell('state', state)
  }, STATE_MS)
  return () => {
    clearInterval(timer)
    port.close()
  }
}

function stateOf(session: RunSession | null) {
  if (session === null) return { phase: 'picture', speed: 0, virtualMs: 0, events: 0, ended: false }
  const { phase, frame, speed } = session.store.getState()
  return { phase, speed, virtualMs: frame?.nowMs ?? 0, events: frame?.events ?? 0, ended: frame?.ended ?? false }
}

async function obey({ session: current, start }: Talked, command: Command): Promise<unknown> {
  const session = current()
  if (session !== null) return obeyLive(session, command)
  if (command.type === 'snapshot') return { ...stateOf(null), traceHash: null, verdicts: [] }
  if (start === null) throw new Error('this frame is a picture: its sandbox lets nothing run')
  if (command.type !== 'run') throw new Error('the diagram is a picture until it runs: say “run” first')
  start()
  return {}
}

async function obeyLive(session: RunSession, command: Command): Promise<unknown> {
  switch (command.type) {
    case 'run':
      return session.play()
    case 'pause':
      return session.pause()
    case 'step':
      return session.step()
    case 'restart':
      return session.restart()
    case 'setSpeed':
      return session.setSpeed(command.payload.speed)
    case 'snapshot': {
      const { frame } = session.store.getState()
      return { ...stateOf(session), traceHash: frame?.hash ?? null, verdicts: frame?.verdicts ?? [] }
    }
    case 'heal':
      return session.inject({ verb: 'heal', target: readTarget(command.payload.target, session.diagram) })
    case 'inject': {
      const { verb, target, value, forMs } = command.payload
      return session.inject({
        verb,
        target: readTarget(target, session.diagram),
        ...(value === undefined ? {} : { value }),
        ...(forMs === undefined ? {} : { forMs }),
      })
    }
  }
}
