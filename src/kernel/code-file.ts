/** A file of the code that runs in a box, as the inspector shows it. Nothing here decides what happens. */

/** One file. */
export interface CodeFile {
  readonly name: string
  readonly language: 'typescript' | 'lua' | 'sql' | 'rust' | 'json'
  readonly text: string
}

const LANGUAGES: Readonly<Record<string, CodeFile['language']>> = {
  ts: 'typescript',
  lua: 'lua',
  sql: 'sql',
  rs: 'rust',
  avsc: 'json',
}

/**
 * Finds files by name among sources that `import.meta.glob` has read as text, by path.
 * @throws Error when no file, or more than one, has the name, or nobody knows its language: a mistake in the simulation
 */
export function codeFiles(sources: Readonly<Record<string, string>>): (...names: readonly string[]) => CodeFile[] {
  return (...names) =>
    names.map((name) => {
      const found = Object.entries(sources).filter(([path]) => path.endsWith(`/${name}`))
      const language = LANGUAGES[name.slice(name.lastIndexOf('.') + 1)]
      if (found.length !== 1 || language === undefined) {
        throw new Error(
          `${found.length} sources are called ${name}; one is needed, in ${Object.values(LANGUAGES).join(', ')}`,
        )
      }
      return { name, language, text: found[0]![1] }
    })
}
