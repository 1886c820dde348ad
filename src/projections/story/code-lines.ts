/** The lines of the real source around the one that decides. */
import type { CodeFile } from '~/kernel/code-file'

/** Some lines of a file, one of which is marked. */
export interface CodeLines {
  readonly box: string
  readonly file: string
  readonly language: CodeFile['language']
  /** Number of the first line. */
  readonly first: number
  readonly lines: readonly string[]
  /** Number of the line that decides. */
  readonly marked: number
}

/** How many lines stand before and after the one that decides. */
const AROUND = 1

/** The numbers of the lines of a file that hold a text, from 1. */
export function linesWith({ text }: Pick<CodeFile, 'text'>, needle: string): number[] {
  return text.split('\n').flatMap((line, index) => (line.includes(needle) ? [index + 1] : []))
}

/** The lines around the first that holds a text; null if none does. */
export function codeAround(box: string, files: readonly CodeFile[], needle: string): CodeLines | null {
  for (const file of files) {
    const marked = linesWith(file, needle)[0]
    if (marked === undefined) continue
    const all = file.text.split('\n')
    const first = Math.max(1, marked - AROUND)
    const { name, language } = file
    return { box, file: name, language, first, lines: outdented(all.slice(first - 1, marked + AROUND)), marked }
  }
  return null
}

/** Without what all of them are indented by. */
function outdented(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const indent = Math.min(...indents)
  return lines.map((line) => line.slice(indent).trimEnd())
}
