/** What moves in bands: darker stretches that go along them as fast as calls are answered. Nothing is drawn anew in React for them. */
import { bandOf, bandWidth, paceOf } from '../../diagram/band'
import type { DotSprites } from '../../diagram/dot-sprites'
import type { Layout } from '../../diagram/geometry'
import type { LiveState } from '../../session/live-store'
import { isDashed } from './is-dashed'
import type { Viewport } from './viewport'

/** Length of a ripple and of the gap after it, in pixels of the screen. */
const RIPPLE_PX = 11
const GAP_PX = 13

interface Scene {
  readonly frame: LiveState['frame']
  readonly bands: LiveState['bands']
  readonly layout: Layout
  readonly viewport: Viewport
  /** How long it was watched since the picture before, in milliseconds. */
  readonly passedMs: number
}

/** How far the ripples of each arrow have come. */
export class Ripples {
  private readonly gone = new Map<string, number>()

  /** Moves all ripples on and draws them. An arrow that is dashed has none: nothing on it gets through. */
  draw(context: CanvasRenderingContext2D, colors: Pick<DotSprites, 'color'>, scene: Scene): void {
    const { frame, bands } = scene
    if (frame === null || bands.names.size === 0) return
    const { zoom, x, y } = scene.viewport
    const ratio = devicePixelRatio
    context.save()
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio)
    context.globalAlpha = 0.38
    context.setLineDash([RIPPLE_PX / zoom, GAP_PX / zoom])
    for (const { name, curve } of scene.layout.arrows) {
      const arrow = frame.arrows[name]
      if (arrow === undefined || !bands.names.has(name) || isDashed(arrow)) continue
      const { rate, p95Ms } = arrow.figures
      const gone = ((this.gone.get(name) ?? 0) + (paceOf(p95Ms) * scene.passedMs) / 1000) % (RIPPLE_PX + GAP_PX)
      this.gone.set(name, gone)
      const width = bandWidth(rate, bands.ceiling, scene.layout.kind) / zoom
      const { from, control1, control2, to } = bandOf(curve, width)
      context.strokeStyle = colors.color(arrow.tone)
      context.lineWidth = width
      context.lineDashOffset = -gone / zoom
      context.beginPath()
      context.moveTo(from.x, from.y)
      context.bezierCurveTo(control1.x, control1.y, control2.x, control2.y, to.x, to.y)
      context.stroke()
    }
    context.restore()
  }
}
