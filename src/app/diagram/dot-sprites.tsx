/** The marks of the moving dots, ready to be copied to a canvas, and where their colours are read. */
import type { Ref } from 'react'
import { TONES, type Tone } from '~/kernel/tone'
import './dot-sprites.css'

/** Wears the colours of all tones and of the paper, unseen, for {@link DotSprites} to read. */
export function ToneProbe({ ref }: { readonly ref: Ref<HTMLSpanElement> }) {
  return (
    <span ref={ref} className="tone-probe" aria-hidden="true">
      {TONES.map((tone) => (
        <i key={tone} className={`tone-${tone}`} />
      ))}
      <i className="tone-probe-paper" />
    </span>
  )
}

/** The marks as small pictures, painted once for each theme and screen: copying is cheaper than drawing. */
export class DotSprites {
  private key = ''
  private readonly images = new Map<Tone, HTMLCanvasElement>()
  private readonly colors = new Map<Tone, string>()

  /** Reads the colours of the theme off the page: a canvas knows no custom properties. */
  load(probe: HTMLElement, ratio: number): void {
    const colors = [...probe.children].map((each) => getComputedStyle(each).color)
    const key = `${colors.join()}${ratio}`
    if (key === this.key) return
    this.key = key
    const paper = colors.at(-1)!
    TONES.forEach((tone, index) => {
      this.colors.set(tone, colors[index]!)
      this.images.set(tone, paintMark(tone, colors[index]!, paper, ratio))
    })
  }

  /** The colour of a meaning in the theme that was loaded. */
  color(tone: Tone): string {
    return this.colors.get(tone)!
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
