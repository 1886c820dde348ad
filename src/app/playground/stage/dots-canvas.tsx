/** One canvas over the whole graph for everything that moves. It paints only while something does. */
import { useEffect, useRef } from 'react'
import { TONES, type Tone } from '~/kernel/tone'
import { pointOn, type Layout } from '../../diagram/geometry'
import { fallsShort } from '../../session/pace'
import { useSession } from '../../session/session-context'
import { Dots } from './dots'
import type { Viewport } from './viewport'

/** How far from a dot a click still means it, in pixels. */
const REACH = 10
/** A little less than two frames of a screen at 60 Hz. */
const SLOW_FRAME_MS = 30

interface Props {
  readonly layout: Layout
  readonly viewport: Viewport
  readonly width: number
  readonly height: number
}

/** Paints sampled requests on their way. */
export function DotsCanvas({ layout, viewport, width, height }: Props) {
  const session = useSession()
  const canvasRef = useRef<HTMLCanvasElement>(null)
  const probeRef = useRef<HTMLSpanElement>(null)
  const place = useRef({ layout, viewport })
  useEffect(() => {
    place.current = { layout, viewport }
  }, [layout, viewport])

  useEffect(() => {
    const canvas = canvasRef.current!
    const context = canvas.getContext('2d')
    if (context === null) return
    const dots = new Dots()
    const sprites = new Sprites()
    const isSmall = navigator.hardwareConcurrency <= 4
    let watchedMs = 0
    let paintedAt = 0
    let handle = 0
    let { run, jumps } = session.store.getState()

    const paint = (now: number) => {
      const { phase, run: current, jumps: jumpsNow, achieved, speed } = session.store.getState()
      // A small device, or one that cannot keep up, gets every other picture, so that the engine gets the time.
      const isCalm = isSmall || fallsShort(achieved, speed)
      if (phase === 'running' && isCalm && now - paintedAt < SLOW_FRAME_MS) {
        handle = requestAnimationFrame(paint)
        return
      }
      if (current !== run || jumpsNow !== jumps) {
        run = current
        jumps = jumpsNow
        dots.clear()
      }
      // What is on its way when the run ends arrives; a paused run stands still.
      const isMoving = phase === 'running' || (phase === 'ended' && dots.size > 0)
      if (isMoving) watchedMs += Math.min(100, now - paintedAt)
      paintedAt = now
      const ratio = devicePixelRatio
      sprites.load(probeRef.current!, ratio)
      const { layout: drawing, viewport: view } = place.current
      context.clearRect(0, 0, canvas.width, canvas.height)
      dots.forEach(watchedMs, (arrow, share, tone) => {
        const placed = drawing.arrows[arrow]
        if (placed === undefined) return
        const { x, y } = pointOn(placed.curve, share)
        sprites.draw(context, tone, (x * view.zoom + view.x) * ratio, (y * view.zoom + view.y) * ratio)
      })
      if (isMoving || phase === 'booting') handle = requestAnimationFrame(paint)
      else handle = 0
    }
    const wake = () => {
      if (handle !== 0) return
      paintedAt = performance.now()
      handle = requestAnimationFrame(paint)
    }
    const follow = (event: MouseEvent) => {
      const { left, top } = canvas.getBoundingClientRect()
      const { layout: drawing, viewport: view } = place.current
      let nearest = { distance: REACH, request: 0 }
      dots.forEach(watchedMs, (arrow, share, _tone, request) => {
        const placed = drawing.arrows[arrow]
        if (placed === undefined) return
        const { x, y } = pointOn(placed.curve, share)
        const distance = Math.hypot(
          x * view.zoom + view.x - (event.clientX - left),
          y * view.zoom + view.y - (event.clientY - top),
        )
        if (distance < nearest.distance) nearest = { distance, request }
      })
      if (nearest.request === 0) return
      event.stopPropagation()
      void session.follow(nearest.request, session.store.getState().frame?.nowMs ?? 0)
    }
    // Before the arrow below it takes the click.
    const stage = canvas.parentElement!
    stage.addEventListener('click', follow, { capture: true })
    const stopListening = session.onFrame((frame) => {
      dots.take(frame, watchedMs, session.watchedSpeed)
      wake()
    })
    const unsubscribe = session.store.subscribe((state, before) => {
      if (state.phase !== before.phase || state.jumps !== before.jumps) wake()
    })
    const resized = new ResizeObserver(wake)
    resized.observe(canvas)
    return () => {
      stage.removeEventListener('click', follow, { capture: true })
      stopListening()
      unsubscribe()
      resized.disconnect()
      cancelAnimationFrame(handle)
    }
  }, [session])

  const ratio = typeof devicePixelRatio === 'number' ? devicePixelRatio : 1
  return (
    <>
      <canvas
        ref={canvasRef}
        className="stage-dots"
        width={Math.round(width * ratio)}
        height={Math.round(height * ratio)}
        aria-hidden="true"
      />
      <span ref={probeRef} className="stage-probe" aria-hidden="true">
        {TONES.map((tone) => (
          <i key={tone} className={`tone-${tone}`} />
        ))}
        <i className="stage-probe-paper" />
      </span>
    </>
  )
}

/** The marks as small pictures, painted once for each theme and screen: copying is cheaper than drawing. */
class Sprites {
  private key = ''
  private readonly images = new Map<Tone, HTMLCanvasElement>()

  /** Reads the colours of the theme off the page: a canvas knows no custom properties. */
  load(probe: HTMLElement, ratio: number): void {
    const colors = [...probe.children].map((each) => getComputedStyle(each).color)
    const key = `${colors.join()}${ratio}`
    if (key === this.key) return
    this.key = key
    const paper = colors.at(-1)!
    TONES.forEach((tone, index) => this.images.set(tone, paintMark(tone, colors[index]!, paper, ratio)))
  }

  draw(context: CanvasRenderingContext2D, tone: Tone, x: number, y: number): void {
    const image = this.images.get(tone)!
    context.drawImage(image, x - image.width / 2, y - image.height / 2)
  }
}

const SPRITE_SIZE = 14

function paintMark(tone: Tone, color: string, paper: string, ratio: number): HTMLCanvasElement {
  const image = document.createElement('canvas')
  image.width = image.height = Math.round(SPRITE_SIZE * ratio)
  const context = image.getContext('2d')!
  context.scale(ratio, ratio)
  context.translate(SPRITE_SIZE / 2, SPRITE_SIZE / 2)
  context.fillStyle = context.strokeStyle = color
  context.lineWidth = 1.4
  context.beginPath()
  if (tone === 'allowed') {
    context.arc(0, 0, 3, 0, 2 * Math.PI)
    context.fill()
  } else if (tone === 'degraded') {
    context.fillStyle = paper
    context.arc(0, 0, 4.4, 0, 2 * Math.PI)
    context.fill()
    context.beginPath()
    context.arc(0, 0, 3.8, 0, 2 * Math.PI)
    context.stroke()
    context.fillStyle = color
    context.beginPath()
    context.arc(0, 0, 1.9, 0, 2 * Math.PI)
    context.fill()
  } else if (tone === 'failed') {
    context.lineWidth = 1.9
    context.moveTo(-3.2, -3.2)
    context.lineTo(3.2, 3.2)
    context.moveTo(3.2, -3.2)
    context.lineTo(-3.2, 3.2)
    context.stroke()
  } else {
    const reach = tone === 'throttled' ? 4.4 : 4.2
    context.moveTo(0, -reach)
    context.lineTo(reach, 0)
    context.lineTo(0, reach)
    context.lineTo(-reach, 0)
    context.closePath()
    context.fillStyle = tone === 'throttled' ? color : paper
    context.fill()
    if (tone === 'unknown') context.stroke()
  }
  return image
}
