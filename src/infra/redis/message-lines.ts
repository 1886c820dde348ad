/** A message to a Redis box as lines to read, in the view of a request. */
import { shortenWord } from '../shorten-word'

/** Commands, each as one line; the digest of a script is cut. */
export function messageLines(message: unknown): readonly string[] {
  const { commands } = (message ?? {}) as { readonly commands?: unknown }
  if (!Array.isArray(commands)) return []
  return commands.map((command: unknown) =>
    Array.isArray(command) ? command.map((word) => shortenWord(String(word))).join(' ') : String(command),
  )
}
