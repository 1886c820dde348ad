/**
 * Plays a recording of a real run on the still picture while it is in view. Nothing is fetched, and nothing moves, where less
 * motion or less data is wanted; anybody can stop it.
 */
import { useEffect, useRef, useState } from 'react'
import type { Diagram } from '~/kernel/diagram'
import { scenesOf, type Recording, type Scene } from '~/projections/recording'
import { href } from '../base'
import { DotSprites, ToneProbe } from '../diagram/dot-sprites'
import { Dots } from '../diagram/dots'
import { layoutOf, pointOn, type LayoutKind } from '../diagram/geometry'
import { StillDiagram, viewBoxOf } from '../diagram/still-diagram'
import { REDUCED_MOTION, useMediaQuery } from '../media-query'
import { formatTime } from '../playground/format'

interface Props {
  readonly diagram: Diagram
  readonly kind: LayoutKind
}

interface Loaded {
  readonly recording: Recording
  readonly scenes: readonly Scene[]
}

/** The picture of a live diagram, with its recording. */
export function RecordingPlayer({ diagram, kind }: Props) {
  const roomRef = useRef<HTMLDivElement>(null)
  const isCalm = useMediaQuery(REDUCED_MOTION) || savesData()
  const [isSeen, setSeen] = useState(false)
  const [isStopped, setStopped] = useState(false)
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [step, setStep] = useState(0)
  const isPlaying = loaded !== null && isSeen && !isStopped && !isCalm

  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting === true), { threshold: 0.45 })
    observer.observe(roomRef.current!)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (!isSeen || isCalm || loaded !== null) return
    let isWanted = true
    fetch(href(`recordings/${diagram.id}.json`))
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error('there is no recording'))))
      .then((recording: Recording) => isWanted && setLoaded({ recording, scenes: scenesOf(recording, diagram) }))
      // Without it the picture stands still, as it does for whoever wants less motion.
      .catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [diagram, isSeen, isCalm, loaded])

  const scene = isCalm ? undefined : loaded?.scenes[step]
  return (
    <>
      <div className="gallery-still" ref={roomRef}>
        <StillDiagram diagram={diagram} kind={kind} scene={scene} hasFigures={scene !== undefined} />
        {loaded !== null && !isCalm && (
          <RecordedDots diagram={diagram} kind={kind} scenes={loaded.scenes} isPlaying={isPlaying} onStep={setStep} />
        )}
      </div>
      {loaded !== null && scene !== undefined && (
        <p className="gallery-recording mono">
          <button
            type="button"
            className="button button-small"
            aria-pressed={isStopped}
            onClick={() => setStopped(!isStopped)}
          >
            {isStopped ? 'Play recording' : 'Pause recording'}
          </button>
          <span>
            Recording of a real run: {loaded.recording.title.toLowerCase()}, seed {loaded.recording.seed},{' '}
            {formatTime(scene.nowMs).slice(0, 7)}
          </span>
          <a href={href(`d/${diagram.id}/?scenario=${loaded.recording.scenario}&seed=${loaded.recording.seed}&play=1`)}>
            Run it live
          </a>
        </p>
      )}
    </>
  )
}

interface DotsProps extends Props {
  readonly scenes: readonly Scene[]
  readonly isPlaying: boolean
  readonly onStep: (step: number) => void
}

/** The clock of the recording and the dots it moves, on one canvas over the picture. */
function RecordedDots({ diagram, kind, scenes, isPlaying, onStep }: DotsProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null)
  const probeRef = useRef<HTMLSpanElement>(null)
  const clock = useRef({ watchedMs: 0, taken: -1 })
  useEffect(() => {
    const canvas = canvasRef.current!
    const context = canvas.getContext('2d')
    if (context === null || !isPlaying) return
    const picture = canvas.parentElement!.querySelector('svg')!
    const layout = layoutOf(diagram, kind)
    const box = viewBoxOf(layout)
    const dots = new Dots()
    const sprites = new DotSprites()
    const stepMs = scenes.length > 1 ? scenes[1]!.nowMs - scenes[0]!.nowMs : 100
    let last = performance.now()
    let handle = 0
    const paint = (now: number) => {
      clock.current.watchedMs += Math.min(100, now - last)
      last = now
      const step = Math.floor(clock.current.watchedMs / stepMs) % scenes.length
      if (step !== clock.current.taken) {
        if (step < clock.current.taken) dots.clear()
        clock.current.taken = step
        dots.take(scenes[step]!, clock.current.watchedMs, 1)
        onStep(step)
      }
      const ratio = devicePixelRatio
      const { clientWidth, clientHeight } = canvas
      const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)]
      if (canvas.width !== width) canvas.width = width
      if (canvas.height !== height) canvas.height = height
      // Where the picture is: whole, in the middle of its own room.
      const room = picture.getBoundingClientRect()
      const from = canvas.getBoundingClientRect()
      const scale = Math.min(room.width / box.width, room.height / box.height)
      const left = room.left - from.left + (room.width - box.width * scale) / 2
      const top = room.top - from.top + (room.height - box.height * scale) / 2
      sprites.load(probeRef.current!, ratio)
      context.clearRect(0, 0, canvas.width, canvas.height)
      dots.forEach(clock.current.watchedMs, (arrow, share, tone) => {
        const placed = layout.arrows[arrow]
        if (placed === undefined) return
        const { x, y } = pointOn(placed.curve, share)
        sprites.draw(context, tone, (left + (x - box.x) * scale) * ratio, (top + (y - box.y) * scale) * ratio)
      })
      handle = requestAnimationFrame(paint)
    }
    handle = requestAnimationFrame(paint)
    return () => cancelAnimationFrame(handle)
  }, [diagram, kind, scenes, isPlaying, onStep])
  return (
    <>
      <canvas ref={canvasRef} className="gallery-dots" aria-hidden="true" />
      <ToneProbe ref={probeRef} />
    </>
  )
}

/** True where the reader has asked for less data to be sent. */
function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } }
  return connection?.saveData === true
}
