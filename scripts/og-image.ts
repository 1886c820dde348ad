/** Posters as PNG, for pages that show a link to a diagram: they take no SVG. */
import { Resvg } from '@resvg/resvg-js'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { decompress } from 'wawoff2'

/** Width of the picture in pixels; that of Open Graph images. */
export const PNG_WIDTH = 1200

const FONTS = [
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  // The renderer draws variable fonts in their regular weight only.
  '@fontsource/inter/files/inter-latin-600-normal.woff2',
  '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
]

/** The fonts of the site, unpacked into a folder of their own: the renderer knows no WOFF2. */
async function unpackFonts(root: string): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'posters-'))
  const unpacked: string[] = []
  for (const [index, file] of FONTS.entries()) {
    const place = path.join(folder, `${index}.ttf`)
    // One after the other: what `decompress` gives is a view of memory that its next call writes over.
    writeFileSync(place, await decompress(readFileSync(path.join(root, 'node_modules', file))))
    unpacked.push(place)
  }
  return unpacked
}

/** Draws posters. Fonts are unpacked once, and removed by `close`. */
export async function createPosterPainter(root: string) {
  const fontFiles = await unpackFonts(root)
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Inter' }
  return {
    paint: (svg: string): Uint8Array =>
      new Resvg(svg, { fitTo: { mode: 'width', value: PNG_WIDTH }, font }).render().asPng(),
    close: () => rmSync(path.dirname(fontFiles[0]!), { recursive: true, force: true }),
  }
}
