/** A diagram that shows a recording of a run: figures and meanings on the drawing, sampled requests on one canvas over it. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { arrowName } from '~/kernel/arrow'
import type { Diagram } from '~/kernel/diagram'
import { scenesOf, type Recording } from '~/projections/recording'
import { NO_BANDS } from '../diagram/band'
import { standsOut } from '../diagram/dots'
import { DotSprites, ToneProbe } from '../diagram/dot-sprites'
import { layoutOf, pointOn, type LayoutKind } from '../diagram/geometry'
import { StillDiagram, viewBoxOf } from '../diagram/still-diagram'
import { Playback } from './playback'
import { bandsOfScenes } from './recorded-bands'

interface Props {
  readonly diagram: Diagram
  readonly kind: LayoutKind
  readonly recording: Recording
  readonly isPlaying: boolean
}

/** Half of the room of a figure on an arrow, with a dot beside it, in drawing units. */
const LABEL = { x: 34, y: 14 }

/** Plays the recording while told to; otherwise it stands still where it is. */
export function RecordedDiagram({ diagram, kind, recording, isPlaying }: Props) {
  const canvasRef = useRef<HTMLCanvasElement>(null)
  const probeRef = useRef<HTMLSpanElement>(null)
  const railRef = useRef<HTMLElement>(null)
  const layout = useMemo(() => layoutOf(diagram, kind), [diagram, kind])
  const [playback, bands] = useMemo(() => {
    const scenes = scenesOf(recording, diagram)
    return [new Playback(scenes, recording), bandsOfScenes(scenes, diagram.arrows.map(arrowName))] as const
  }, [recording, diagram])
  const [scene, setScene] = useState(playback.scene)

  useEffect(() => {
    const canvas = canvasRef.current!
    const context = canvas.getContext('2d')
    if (context === null) return
    const sprites = new DotSprites()
    const paint = () => {
      const { clientWidth, clientHeight } = canvas
      const ratio = devicePixelRatio
      canvas.width = Math.round(clientWidth * ratio)
      canvas.height = Math.round(clientHeight * ratio)
      sprites.load(probeRef.current!, ratio)
      const view = viewBoxOf(layout)
      const scale = Math.min(canvas.width / view.width, canvas.height / view.height)
      const left = (canvas.width - view.width * scale) / 2 - view.x * scale
      const top = (canvas.height - view.height * scale) / 2 - view.y * scale
      const names = bands.get(playback.scene)?.names
      playback.dots.forEach(playback.atMs, (dot, share) => {
        const placed = layout.arrows[dot.arrow]!
        if (names?.has(placed.name) === true && !standsOut(dot)) return
        const { x, y } = pointOn(placed.curve, share)
        // Figures are to be read, whatever passes by.
        if (kind === 'wide' && Math.abs(x - placed.label.x) < LABEL.x && Math.abs(y - placed.label.y) < LABEL.y) return
        sprites.draw(context, dot.tone, x * scale + left, y * scale + top)
      })
      railRef.current!.style.transform = `scaleX(${playback.share})`
    }
    let handle = 0
    let paintedAt = performance.now()
    const next = (now: number) => {
      playback.advance(now - paintedAt)
      paintedAt = now
      setScene(playback.scene)
      paint()
      handle = requestAnimationFrame(next)
    }
    if (isPlaying) handle = requestAnimationFrame(next)
    const resized = new ResizeObserver(paint)
    resized.observe(canvas)
    return () => {
      cancelAnimationFrame(handle)
      resized.disconnect()
    }
  }, [playback, bands, layout, kind, isPlaying])

  const lengthMs = recording.steps * recording.stepMs
  return (
    <>
      <StillDiagram diagram={diagram} kind={kind} scene={scene} bands={bands.get(scene) ?? NO_BANDS} hasFigures />
      <canvas ref={canvasRef} className="recording-dots" aria-hidden="true" />
      <ToneProbe ref={probeRef} />
      <div className="recording-rail" aria-hidden="true">
        {recording.faults.map(([fromMs, untilMs]) => {
          const from = Math.max(0, fromMs - recording.fromMs)
          const until = Math.min(lengthMs, (untilMs ?? Infinity) - recording.fromMs)
          const style = { left: percent(from / lengthMs), width: percent((until - from) / lengthMs) }
          return <i key={`${fromMs}-${untilMs}`} className="recording-fault" style={style} />
        })}
        <i ref={railRef} className="recording-share" />
      </div>
    </>
  )
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}
