/** Text in several lines. Pure. */

/** Breaks a text at its spaces into lines of at most so many characters. */
export function wrap(text: string, charactersMax: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= charactersMax)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
