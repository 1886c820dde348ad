/** Commands in the words of OpenTelemetry. Source: semantic conventions 1.45, docs/db/redis.md. */
import type { SpanTerms } from '~/kernel/span-terms'

const BY_SCRIPT: readonly string[] = ['EVALSHA', 'EVALSHA_RO', 'FCALL', 'FCALL_RO']

/** Names the command, or the pipeline; keys and values are left out. Null for what is no message to a Redis. */
export function spanTerms(message: unknown): SpanTerms | null {
  const { commands } = (message ?? {}) as { readonly commands?: unknown }
  if (!Array.isArray(commands)) return null
  const names = commands.map((command: unknown) => String(Array.isArray(command) ? command[0] : command).toUpperCase())
  const isTransaction = names[0] === 'MULTI' && names.at(-1) === 'EXEC'
  const inner = isTransaction ? names.slice(1, -1) : names
  const all = inner.every((name) => name === inner[0]) ? inner[0] : undefined
  const prefix = isTransaction ? 'MULTI' : names.length === 1 ? undefined : 'PIPELINE'
  const name = [prefix, all].filter((part) => part !== undefined).join(' ')
  const script: unknown = names.length === 1 && BY_SCRIPT.includes(name) ? (commands[0] as unknown[])[1] : undefined
  return {
    name,
    kind: 'client',
    attributes: {
      'db.system.name': 'redis',
      'db.operation.name': name,
      ...(inner.length === 1 ? {} : { 'db.operation.batch.size': inner.length }),
      ...(typeof script === 'string' ? { 'db.stored_procedure.name': script } : {}),
    },
  }
}
