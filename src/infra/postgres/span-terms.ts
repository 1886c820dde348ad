/** Statements in the words of OpenTelemetry. Source: semantic conventions 1.45, docs/db/database-spans.md and docs/db/postgresql.md. */
import type { SpanTerms } from '~/kernel/span-terms'

/** Comments, texts and numbers; not what is part of a name or numbers a parameter. */
const LITERALS = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|(?<![\w$.])\d[\d.]*\b/g
const TARGET = /\b(?:from|into|update|join|table)\s+(?:only\s+)?([a-z_][\w.]*)/i
const TEXT_LENGTH_MAX = 2000

/**
 * Names the statement by what it does and the table it does it to. Its text goes along with every literal replaced; parameters are
 * numbered in it, and their values stay here. Null for what is no message to a PostgreSQL.
 */
export function spanTerms(message: unknown): SpanTerms | null {
  const { statements } = (message ?? {}) as { readonly statements?: unknown }
  if (!Array.isArray(statements)) return null
  const texts = statements.map((statement: unknown) => textOf(statement))
  const operations = texts.map((text) => /^\w+/.exec(text)?.[0].toUpperCase() ?? '_OTHER')
  const all = operations.every((operation) => operation === operations[0]) ? operations[0] : undefined
  const isBatch = texts.length !== 1
  const operation = isBatch ? ['BATCH', all].filter((part) => part !== undefined).join(' ') : operations[0]!
  const table = isBatch ? undefined : TARGET.exec(texts[0]!)?.[1]
  const summary = table === undefined ? operation : `${operation} ${table}`
  return {
    name: summary,
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.summary': summary,
      ...(isBatch ? { 'db.operation.batch.size': texts.length } : {}),
      'db.query.text': texts.join('; ').slice(0, TEXT_LENGTH_MAX),
    },
  }
}

function textOf(statement: unknown): string {
  const { text } = (statement ?? {}) as { readonly text?: unknown }
  const plain = String(text ?? '').replaceAll(LITERALS, (part) => (/^[-/]/.test(part) ? ' ' : '?'))
  return plain.replaceAll(/\s+/g, ' ').trim()
}
