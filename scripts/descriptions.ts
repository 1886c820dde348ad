/**
 * What tells other sites of a diagram: an oEmbed document, an Open Graph picture, and the lines in the head of its pages. They hold
 * absolute addresses, so whoever builds the site for a host names it in the variable SITE_URL.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createPosterPainter } from './og-image.ts'

const POSTERS = 'public/architecture'
const FRAME = { width: 820, height: 560 }

/** Adds to a diagram's page what describes it; other pages stay as they are. A frame without script still shows the poster. */
export function describePage(route: string, html: string, siteUrl: string): string {
  const [sort, id] = route.split('/')
  if (id === undefined) return html
  const title = titleOf(id)
  const to = (place: string) => new URL(place, siteUrl).href
  const head = [
    `<meta property="og:type" content="website" />`,
    `<meta property="og:title" content="${title}" />`,
    `<meta property="og:url" content="${to(`d/${id}/`)}" />`,
    `<meta property="og:image" content="${to(`architecture/${id}.png`)}" />`,
    `<meta property="og:image:width" content="1200" />`,
    `<meta name="twitter:card" content="summary_large_image" />`,
    `<link rel="alternate" type="application/json+oembed" href="${to(`oembed/${id}.json`)}" title="${title}" />`,
  ]
  const described = html.replace('</head>', `  ${head.join('\n    ')}\n  </head>`)
  if (sort !== 'embed') return described
  const poster = `<a href="../../d/${id}/" target="_blank" rel="noopener"><img src="../../architecture/${id}.svg" alt="${title}" width="100%" /></a>`
  return described.replace('<div id="root"></div>', `<div id="root">${poster}</div>`)
}

/** Writes the oEmbed documents and the pictures of all diagrams. */
export async function writeDescriptions(root: string, folder: string, siteUrl: string): Promise<void> {
  const painter = await createPosterPainter(root)
  mkdirSync(path.join(folder, 'oembed'), { recursive: true })
  try {
    for (const file of readdirSync(path.join(root, POSTERS)).filter((name) => name.endsWith('.svg'))) {
      const id = path.basename(file, '.svg')
      const svg = readFileSync(path.join(root, POSTERS, file), 'utf8')
      writeFileSync(path.join(folder, 'architecture', `${id}.png`), painter.paint(svg))
      writeFileSync(path.join(folder, 'oembed', `${id}.json`), `${JSON.stringify(oembedOf(id, siteUrl), null, 2)}\n`)
    }
  } finally {
    painter.close()
  }
}

/** The oEmbed document of a diagram (oEmbed 1.0, type rich). */
export function oembedOf(id: string, siteUrl: string) {
  const { width, height } = FRAME
  const title = titleOf(id)
  const address = new URL(`embed/${id}/`, siteUrl).href
  return {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: 'Boxes & Arrows',
    provider_url: siteUrl,
    width,
    height,
    html: `<iframe src="${address}" title="${title}" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups" width="${width}" height="${height}"></iframe>`,
    thumbnail_url: new URL(`architecture/${id}.png`, siteUrl).href,
    thumbnail_width: 1200,
    thumbnail_height: Math.round((1200 * sizeOf(id).height) / sizeOf(id).width),
  }
}

function posterOf(id: string): string {
  return readFileSync(path.join(import.meta.dirname, '..', POSTERS, `${id}.svg`), 'utf8')
}

/** The title that the poster bears, as it stands in XML. */
function titleOf(id: string): string {
  return /<title>([^<]*)<\/title>/.exec(posterOf(id))?.[1] ?? id
}

function sizeOf(id: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(posterOf(id))!
  return { width: Number(width), height: Number(height) }
}
