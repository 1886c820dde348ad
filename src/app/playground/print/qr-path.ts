/** A link as a QR code: one path of squares, and how many there are on a side with the quiet zone around. Pure. */
import { generate } from 'lean-qr'

/** Kept free around the code, in squares, as ISO 18004 wants it. */
const QUIET = 4
/** Longer links make squares that no camera reads off a page. */
export const QR_LENGTH_MAX = 800

/** A QR code; null where the link is too long for one. */
export function qrOf(link: string): { readonly size: number; readonly path: string } | null {
  if (link.length > QR_LENGTH_MAX) return null
  const code = generate(link)
  const rows = Array.from({ length: code.size }, (_, y) => y)
  const path = rows
    .flatMap((y) => rows.filter((x) => code.get(x, y)).map((x) => `M${x + QUIET},${y + QUIET}h1v1h-1z`))
    .join('')
  return { size: code.size + 2 * QUIET, path }
}
