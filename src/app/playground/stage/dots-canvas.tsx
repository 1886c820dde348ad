/** One canvas under the whole graph for everything that moves: ripples and dots. It paints only while something does. */
import { useEffect, useRef } from 'react'
import { DotSprites, ToneProbe } from '../../diagram/dot-sprites'
import { Dots, standsOut, type Dot } from '../../diagram/dots'
import { pointOn, type Layout } from '../../diagram/geometry'
import { fallsShort } from '../../session/pace'
import { pictured } from '../../session/pictured'
import { useSession } from '../../session/session-context'
import { Ripples } from './ripples'
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
  const wakeRef = useRef<() => void>(() => undefined)
  useEffect(() => {
    place.current = { layout, viewport }
    // Also where nothing moves: what stands on the canvas goes with the drawing.
    wakeRef.current()
  }, [layout, viewport])

  useEffect(() => {
    const canvas = canvasRef.current!
    const context = canvas.getContext('2d')
    if (context === null) return
    const dots = new Dots()
    const sprites = new DotSprites()
    const ripples = new Ripples()
    const isSmall = navigator.hardwareConcurrency <= 4
    let watchedMs = 0
    let paintedAt = 0
    let handle = 0
    let { run, jumps } = session.store.getState()

    // In a band only what stands out is a dot: the others are its width.
    const isShown = (arrow: string, dot: Dot) => !session.store.getState().bands.names.has(arrow) || standsOut(dot)
    const paint = (now: number) => {
      const state = session.store.getState()
      const { phase, run: current, jumps: jumpsNow, achieved, speed } = state
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
      const passedMs = isMoving ? Math.min(100, now - paintedAt) : 0
      watchedMs += passedMs
      paintedAt = now
      const ratio = devicePixelRatio
      sprites.load(probeRef.current!, ratio)
      const { layout: drawing, viewport: view } = place.current
      context.clearRect(0, 0, canvas.width, canvas.height)
      ripples.draw(context, sprites, {
        frame: pictured(state),
        bands: state.bands,
        layout: drawing,
        viewport: view,
        passedMs,
      })
      dots.forEach(watchedMs, (dot, share) => {
        const placed = drawing.arrows[dot.arrow]
        if (placed === undefined || !isShown(placed.name, dot)) return
        const { x, y } = pointOn(placed.curve, share)
        sprites.draw(context, dot.tone, (x * view.zoom + view.x) * ratio, (y * view.zoom + view.y) * ratio)
      })
      if (isMoving || phase === 'booting') handle = requestAnimationFrame(paint)
      else handle = 0
    }
    const wake = () => {
      if (handle !== 0) return
      paintedAt = performance.now()
      handle = requestAnimationFrame(paint)
    }
    wakeRef.current = wake
    const follow = (event: MouseEvent) => {
      // A dot may lie under a button or a box: whoever clicks those means them.
      if ((event.target as Element).closest('button, a, .react-flow__node') !== null) return
      const { left, top } = canvas.getBoundingClientRect()
      const { layout: drawing, viewport: view } = place.current
      let nearest = { distance: REACH, request: 0 }
      dots.forEach(watchedMs, (dot, share) => {
        const placed = drawing.arrows[dot.arrow]
        if (placed === undefined || !isShown(placed.name, dot)) return
        const { x, y } = pointOn(placed.curve, share)
        const distance = Math.hypot(
          x * view.zoom + view.x - (event.clientX - left),
          y * view.zoom + view.y - (event.clientY - top),
        )
        if (distance < nearest.distance) nearest = { distance, request: dot.request }
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
      if (state.phase !== before.phase || state.jumps !== before.jumps || state.held !== before.held) wake()
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
      <ToneProbe ref={probeRef} />
    </>
  )
}
