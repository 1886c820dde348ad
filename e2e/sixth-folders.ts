/** What is put into a copy of the project to see that a folder is all it takes. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../scripts/root.mjs'

/** Puts a folder of this one into the copy, where what it imports of its neighbour is at another place. */
export function addFolder(copy: string, name: string, place: string): void {
  const folder = path.join(copy, place)
  cpSync(path.join(ROOT, 'e2e', name), folder, { recursive: true })
  for (const file of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, file), 'utf8')
    writeFileSync(path.join(folder, file), text.replaceAll(`'../sixth-store/`, `'~/infra/shelf/`))
  }
}

/** Puts a diagram into the copy that nobody has written code for yet: the drawing of the sixth under another name. */
export function addDrawing(copy: string, place: string): void {
  const drawing = readFileSync(path.join(ROOT, 'e2e', 'sixth-diagram', 'diagram.ts'), 'utf8')
  mkdirSync(path.join(copy, place))
  writeFileSync(
    path.join(copy, place, 'diagram.ts'),
    drawing
      .replace(`id: 'tickets'`, `id: 'sketch'`)
      .replaceAll('Ticket office', 'Bus stop')
      .replace('order: 6', 'order: 7'),
  )
}
