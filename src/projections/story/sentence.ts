/** One event in a plain sentence, for diagrams of which nobody has said more. */
import { otherEnd } from '~/kernel/arrow'
import type { PlainEvent } from '~/kernel/trace'

/** What happened on an arrow, in words. */
const HAPPENED: Readonly<Record<string, string>> = {
  send: 'sent',
  recv: 'was sent',
  reply: 'answered',
  ok: 'had its answer to',
  fail: 'failed with',
  info: 'does not know what became of its call:',
  drop: 'lost',
  duplicate: 'delivered twice',
}
/** How much of a fact is told. */
const FIELDS_MAX = 5
const VALUE_LENGTH_MAX = 24

/** What an event says. `name` is its box's. */
export function sentenceOf(name: string, { kind, key, data, arrow = '', node }: PlainEvent): string {
  if (kind === 'state') {
    const fields = fieldsOf(data)
    return `${name} states “${wordsOf(key)}”${fields === '' ? '' : `: ${fields}`}.`
  }
  if (arrow !== '') {
    const what = key === '' ? 'its call' : `“${wordsOf(key)}”`
    return `${name} ${HAPPENED[kind] ?? kind} ${what}${kind === 'send' ? ` to ${otherEnd(arrow, node)}` : ''}.`
  }
  return `${name === '' ? 'The run' : name}: ${wordsOf(kind)}${key === '' ? '' : ` ${wordsOf(key)}`}.`
}

/** The call with which code states a fact, as it stands in the source. */
export function saidOf(fact: string): string {
  return `emit('${fact}'`
}

/** The short fields of a fact or message as text: words before numbers and names, since those are what was decided. */
export function fieldsOf(data: unknown, countMax = FIELDS_MAX): string {
  if (data === undefined || data === null) return ''
  if (typeof data !== 'object') return String(data).slice(0, VALUE_LENGTH_MAX)
  const short = Object.entries(data).filter(([field, value]) => isShort(value) && field !== 'request')
  const words = short.filter(([, value]) => isWord(value))
  return [...words, ...short.filter(([, value]) => !isWord(value))]
    .slice(0, countMax)
    .map(
      ([field, value]) => `${wordsOf(field)} ${typeof value === 'number' ? Number(value.toFixed(2)) : String(value)}`,
    )
    .join(', ')
}

function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value.length <= VALUE_LENGTH_MAX
  return typeof value === 'number' || typeof value === 'boolean'
}

function isWord(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && /^[a-z-]+$/i.test(value))
}

function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase()
}
