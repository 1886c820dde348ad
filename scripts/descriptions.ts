/**
 * What tells other sites of a diagram: an oEmbed document, an Open Graph picture, and the lines in the head of its pages. They hold
 * absolute addresses, so whoever builds the site for a host names it in the variable SITE_URL.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createPosterPainter, PNG_WIDTH } from './og-image.ts'

const POSTERS = 'public/architecture'
const FRAME = { width: 820, height: 560 }

/** Adds to the page of a route what describes it to other sites. A frame without script still shows the poster. */
export function describePage(route: string, html: string, siteUrl: string): string {
  const [sort, id] = route.split('/')
  if (id === undefined) return withHead(html, linesOf(GALLERY, siteUrl))
  const title = titleOf(id)
  const about = { title, text: textOf(id), place: `d/${id}/`, picture: id, size: pictureSizeOf(id) }
  const oembed = new URL(`oembed/${id}.json`, siteUrl).href
  const described = withHead(html, [
    ...linesOf(about, siteUrl),
    `<link rel="alternate" type="application/json+oembed" href="${oembed}" title="${title}" />`,
  ])
  if (sort !== 'embed') return described
  const poster = `<a href="../../d/${id}/" target="_blank" rel="noopener"><img src="../../architecture/${id}.svg" alt="${title}" width="100%" /></a>`
  return described.replace('<div id="root"></div>', `<div id="root">${poster}</div>`)
}

/** What a page is about. */
interface About {
  readonly title: string
  readonly text: string
  /** Where it stands in the site. */
  readonly place: string
  /** The picture that stands for it, in `architecture/`, without its ending. */
  readonly picture: string
  /** Its size in pixels. */
  readonly size: { readonly width: number; readonly height: number }
}

const GALLERY: About = {
  title: 'Boxes &amp; Arrows',
  text: 'Architecture diagrams that run: break a box, and watch what the design does about it.',
  place: '',
  // Of the README, too.
  picture: 'playground',
  size: { width: 1440, height: 900 },
}

/** The lines of the Open Graph protocol. Texts are escaped already. */
function linesOf({ title, text, place, picture, size }: About, siteUrl: string): string[] {
  const to = (address: string) => new URL(address, siteUrl).href
  return [
    `<meta property="og:type" content="website" />`,
    `<meta property="og:title" content="${title}" />`,
    `<meta property="og:description" content="${text}" />`,
    `<meta property="og:url" content="${to(place)}" />`,
    `<meta property="og:image" content="${to(`architecture/${picture}.png`)}" />`,
    `<meta property="og:image:width" content="${size.width}" />`,
    `<meta property="og:image:height" content="${size.height}" />`,
    `<meta name="twitter:card" content="summary_large_image" />`,
  ]
}

function withHead(html: string, lines: readonly string[]): string {
  return html.replace('</head>', `  ${lines.join('\n    ')}\n  </head>`)
}

/** Writes the oEmbed documents and the pictures of all diagrams. */
export async function writeDescriptions(root: string, folder: string, siteUrl: string): Promise<void> {
  const painter = await createPosterPainter(root)
  mkdirSync(path.join(folder, 'oembed'), { recursive: true })
  try {
    for (const file of readdirSync(path.join(root, POSTERS)).filter((name) => /(?<!-dark|-compact)\.svg$/.test(name))) {
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
    thumbnail_width: pictureSizeOf(id).width,
    thumbnail_height: pictureSizeOf(id).height,
  }
}

function posterOf(id: string): string {
  return readFileSync(path.join(import.meta.dirname, '..', POSTERS, `${id}.svg`), 'utf8')
}

/** The title that the poster bears, as it stands in XML. */
function titleOf(id: string): string {
  return elementOf(id, 'title')
}

/** The sentence that the poster bears, as it stands in XML. */
function textOf(id: string): string {
  return elementOf(id, 'desc')
}

function elementOf(id: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(posterOf(id))?.[1] ?? id
}

/** The size of the poster as PNG, in pixels. */
function pictureSizeOf(id: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(posterOf(id))!
  return { width: PNG_WIDTH, height: Math.round((PNG_WIDTH * Number(height)) / Number(width)) }
}
