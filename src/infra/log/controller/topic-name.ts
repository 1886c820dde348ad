/** What a topic may be called: `Topic.validate` of apache/kafka. */
import { LogError } from '../protocol/error-code'

const LENGTH_MAX = 249

/** @throws {LogError} INVALID_TOPIC_EXCEPTION */
export function checkTopicName(name: string): void {
  if (name === '') throw refuse('the empty string is not allowed')
  if (name === '.' || name === '..') throw refuse(`'${name}' is not allowed`)
  if (name.length > LENGTH_MAX) throw refuse(`the length of '${name}' is longer than ${LENGTH_MAX}`)
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    throw refuse(`'${name}' contains other characters than ASCII letters, digits, '.', '_' and '-'`)
}

/** Names that metrics could not tell apart, since they write a period as an underscore. */
export function collidesWith(name: string, names: Iterable<string>): string | undefined {
  const plain = name.replaceAll('.', '_')
  for (const other of names) if (other !== name && other.replaceAll('.', '_') === plain) return other
  return undefined
}

function refuse(reason: string): LogError {
  return new LogError('INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${reason}`)
}
