/** A span of a run as pictures at fixed moments of it, with the dots where they were: rendered from the run, not the screen. */
import { arrowName } from '~/kernel/arrow'
import type { Diagram } from '~/kernel/diagram'
import type { Run } from '~/kernel/run'
import type { Keyframe } from '~/projections/frame'
import { bandsAfter, NO_BANDS, type Bands } from '../../diagram/band'
import type { Palette } from '../../diagram/palette'
import { pictureOf, pictureSize, type PictureDot } from '../../diagram/picture'
import { formatTime } from '../format'
import { TRAVEL_MS } from '../../diagram/dots'

/** Virtual time between two pictures, in milliseconds; played back at the speed of the run. */
export const PICTURE_MS = 100
/** The most pictures of one film: twelve seconds. */
export const PICTURES_MAX = 120
const COLORS_MAX = 64

/** The pictures of the moments from `fromMs` to `untilMs`, as SVG. */
export function filmOf(
  diagram: Diagram,
  run: Run,
  keyframes: readonly Keyframe[],
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  palette: Palette,
): readonly string[] {
  const count = Math.min(PICTURES_MAX, Math.floor((untilMs - fromMs) / PICTURE_MS) + 1)
  let bands = NO_BANDS
  let folded = 0
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const atMs = fromMs + index * PICTURE_MS
    const moment = keyframes.findLast(({ nowMs }) => nowMs <= atMs) ?? keyframes[0]!
    // From the beginning of the run on, as the stage has them: their scale only grows.
    for (; folded < keyframes.length && keyframes[folded]!.nowMs <= atMs; folded++) {
      bands = bandsAfter(bands, keyframes[folded]!)
    }
    const note = `${diagram.title} · ${run.scenario} · seed ${run.seed} · ${formatTime(atMs)}`
    const shown = dotsAt(diagram, bands, keyframes, atMs)
    return pictureOf(diagram, { palette, moment, dots: shown, bands, note })
  })
}

/** The sampled requests that were on their way at a moment, each on its arrow for as long as on the screen. */
function dotsAt(diagram: Diagram, { names }: Bands, keyframes: readonly Keyframe[], atMs: number): PictureDot[] {
  const arrows = diagram.arrows.map(arrowName)
  const near = keyframes.filter(({ nowMs }) => nowMs > atMs - TRAVEL_MS - PICTURE_MS && nowMs <= atMs + PICTURE_MS)
  const outcomes = new Map(near.flatMap(({ outcomes: known }) => known.map(({ op, tone }) => [op, tone] as const)))
  return (
    near
      .flatMap(({ flights }) => flights)
      .map(({ op, arrow, departMs, tone }) => ({
        arrow,
        share: (atMs - departMs) / TRAVEL_MS,
        tone: outcomes.get(op) ?? tone,
      }))
      .filter(({ share }) => share >= 0 && share < 1)
      // On a band only what stands out.
      .filter(({ arrow, tone }) => tone !== 'allowed' || !names.has(arrows[arrow]!))
  )
}

/** Draws an SVG on a canvas of its own size. */
async function rasterise(svg: string, width: number, height: number, scale: number): Promise<HTMLCanvasElement> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * scale
  canvas.height = height * scale
  canvas.getContext('2d', { willReadFrequently: true })!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}

/** A picture as PNG, at twice its size. */
export async function toPng(diagram: Diagram, svg: string): Promise<Blob> {
  const { width, height } = pictureSize(diagram)
  const canvas = await rasterise(svg, width, height, 2)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture could not be drawn')) : resolve(blob))),
  )
}

/** Pictures as an animated GIF. `progress` hears the share that is done. */
export async function toGif(
  diagram: Diagram,
  pictures: readonly string[],
  progress: (share: number) => void,
): Promise<Blob> {
  const { GIFEncoder, quantize, applyPalette } = await import('gifenc')
  const { width, height } = pictureSize(diagram)
  const encoder = GIFEncoder()
  for (const [index, picture] of pictures.entries()) {
    const canvas = await rasterise(picture, width, height, 1)
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
    const palette = quantize(data, COLORS_MAX)
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: PICTURE_MS, repeat: 0 })
    progress((index + 1) / pictures.length)
  }
  encoder.finish()
  return new Blob([encoder.bytes()], { type: 'image/gif' })
}
