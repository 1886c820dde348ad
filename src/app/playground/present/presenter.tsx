/** The page as a room sees it: the diagram alone, what it is above it, how it stands and what happens below it. */
import { useEffect, useRef } from 'react'
import { ToneMark } from '../../diagram/tone-mark'
import { formatSpeed } from '../../session/pace'
import { useLive, useLiveShallow, useSession } from '../../session/session-context'
import { formatTime } from '../format'
import type { Guide } from '../walk/use-walk'
import type { Course } from './course'
import './present.css'
import './present-boxes.css'
import { ribbonOf, type Ribbon } from './ribbon'
import { useClicker } from './use-clicker'
import { useCourse } from './use-course'

interface PresenterProps {
  readonly guide: Pick<Guide, 'walking' | 'begin'>
  readonly leave: () => void
}

/** What stands around the stage; `present.css` hides the rest of the page. */
export function Presenter({ guide, leave }: PresenterProps) {
  const course = useCourse(guide)
  const footRef = useRef<HTMLElement>(null)
  useClicker(course)
  // What had the focus is hidden now; nothing here takes Space for itself.
  useEffect(() => footRef.current?.focus({ preventScroll: true }), [])
  const ribbon = useRibbon()
  return (
    <div className="present">
      <Top leave={leave} />
      <section className="present-foot" ref={footRef} tabIndex={-1} aria-label="Presentation">
        {ribbon !== null && <RibbonMark ribbon={ribbon} />}
        <p className="present-words" aria-live="polite">
          {course !== null && course.title !== '' && <strong>{course.title}.</strong>}{' '}
          {ribbon?.standing === 'violated' && ribbon.evidence !== '' ? sentence(ribbon.evidence) : course?.text}
        </p>
        {course !== null && <Steps course={course} />}
      </section>
    </div>
  )
}

function Top({ leave }: Pick<PresenterProps, 'leave'>) {
  const { diagram } = useSession()
  const scenario = useLive(
    ({ description, run }) => description?.scenarios.find(({ id }) => id === run?.scenario)?.title,
  )
  const [time, speed, isHeld] = useLiveShallow(({ frame, speed: asked, phase }) => [
    formatTime(frame?.nowMs ?? 0).slice(0, -2),
    formatSpeed(asked),
    phase === 'paused',
  ])
  return (
    <header className="present-top">
      <h1>{diagram.title}</h1>
      <p className="present-scenario">{scenario}</p>
      <p className="present-time mono">
        <span>{time}</span> <span className="present-speed">{isHeld ? 'held' : speed}</span>
      </p>
      <button type="button" className="present-leave" aria-label="Stop presenting" title="Stop (Esc)" onClick={leave}>
        ✕
      </button>
    </header>
  )
}

/** How it stands now. Its parts are compared, not the object, which is made anew with every picture. */
function useRibbon(): Ribbon | null {
  const [standing, text, evidence] = useLiveShallow(({ frame, run, description }) => {
    const ribbon =
      frame === null || run === null || description === null ? null : ribbonOf(frame, run.scenario, description)
    return [ribbon?.standing, ribbon?.text, ribbon?.evidence] as const
  })
  return standing === undefined ? null : { standing, text: text!, evidence: evidence! }
}

function RibbonMark({ ribbon: { standing, text } }: { readonly ribbon: Ribbon }) {
  const tone = standing === 'violated' ? 'tone-failed' : 'tone-allowed'
  return (
    <p className={`present-ribbon present-${standing} ${tone}`}>
      {standing === 'violated' ? (
        <ToneMark tone="failed" size={22} />
      ) : (
        <span aria-hidden="true">{standing === 'holds' ? '✓' : '○'}</span>
      )}
      {text}
    </p>
  )
}

/** So many steps are drawn as points; more would be no picture. */
const POINTS_MAX = 8

function Steps({ course: { index, count, title, next, goOn, goBack } }: { readonly course: Course }) {
  return (
    <div className="present-steps" role="group" aria-label="Steps">
      {count > 0 && (
        <button
          type="button"
          className="present-back"
          aria-label="Back"
          title="Back (PageUp)"
          disabled={index === 0}
          onClick={goBack}
        >
          ‹
        </button>
      )}
      {count > 0 && count <= POINTS_MAX && (
        <span className="present-points" aria-hidden="true">
          {Array.from({ length: count }, (_, each) => (
            <i key={each} className={each === index ? 'present-here' : each < index ? 'present-done' : ''} />
          ))}
        </span>
      )}
      <button
        type="button"
        className="present-next"
        title={next === null ? 'The end' : `${next} (PageDown)`}
        disabled={next === null}
        onClick={goOn}
      >
        {count > 0 && (
          <span className="mono">
            {index + 1}/{count}
          </span>
        )}{' '}
        <span className="present-title">{count > 0 ? title : next}</span>
        <span aria-hidden="true">›</span>
      </button>
    </div>
  )
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}
