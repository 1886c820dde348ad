/** A message to a Postgres box as lines to read, in the view of a request. */
import { shortenWord } from '../shorten-word'

/** Statements without their comments, each with its parameters by number. */
export function messageLines(message: unknown): readonly string[] {
  const { statements } = (message ?? {}) as { readonly statements?: unknown }
  return Array.isArray(statements) ? statements.map(statementText) : []
}

function statementText(statement: unknown): string {
  const { text = '', values = [] } = (statement ?? {}) as {
    readonly text?: string
    readonly values?: readonly unknown[]
  }
  const parameters = values.map((value, index) => `$${index + 1} = ${shortenWord(JSON.stringify(value) ?? '')}`)
  return [text.replaceAll(/^--.*\n/gm, '').trim(), ...parameters].join('\n')
}
