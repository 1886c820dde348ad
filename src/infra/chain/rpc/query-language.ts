/**
 * The query language of CometBFT's event index (`libs/pubsub/query`): conditions on `type.attribute`, joined by AND. Texts stand in
 * single quotes, numbers do not.
 */
import { RPC_CODES, RpcError } from './json-rpc'

export type Operator = '=' | '<' | '<=' | '>' | '>=' | 'CONTAINS' | 'EXISTS'

/** One condition. `EXISTS` has no operand. */
export interface Condition {
  readonly key: string
  readonly operator: Operator
  readonly operand: string | number | undefined
}

/** What an event index knows of one item: all values that it has under a key. */
export type ValuesOf = (key: string) => readonly string[]

/** Longer queries are refused (CometBFT's `maxQueryLength`). */
const LENGTH_MAX = 512

const CONDITION =
  /^\s*([A-Za-z_][\w.-]*\.[\w./:-]+)\s*(?:(EXISTS)|(CONTAINS)\s*'([^']*)'|(<=|>=|=|<|>)\s*(?:'([^']*)'|(-?\d+(?:\.\d+)?)))\s*/

/** Reads a query. @throws {RpcError} invalid params, naming where it stopped making sense */
export function parseQuery(text: string): Condition[] {
  if (text.length > LENGTH_MAX) throw new RpcError(RPC_CODES.internal, `maximum query length exceeded: ${LENGTH_MAX}`)
  const conditions: Condition[] = []
  let rest = text
  for (;;) {
    const match = CONDITION.exec(rest)
    if (match === null) throw wrong(rest)
    const [whole, key, exists, contains, part, operator, quoted, number] = match
    const operand = part ?? quoted ?? (number === undefined ? undefined : Number(number))
    conditions.push({ key: key!, operator: (exists ?? contains ?? operator) as Operator, operand })
    rest = rest.slice(whole.length)
    if (rest === '') return conditions
    const and = /^AND\s/.exec(rest)
    if (and === null) throw wrong(rest)
    rest = rest.slice(and[0].length)
  }
}

function wrong(rest: string): RpcError {
  return new RpcError(
    RPC_CODES.internal,
    `failed to parse query at "${rest.slice(0, 40)}": conditions are type.attribute = 'text' (or < <= > >= number, CONTAINS, EXISTS), ` +
      'joined by AND',
  )
}

/** Whether all conditions hold. Each may be met by another value of its key, as events are not told apart. */
export function matches(conditions: readonly Condition[], valuesOf: ValuesOf): boolean {
  return conditions.every(({ key, operator, operand }) =>
    operator === 'EXISTS' ? valuesOf(key).length > 0 : valuesOf(key).some((value) => holds(value, operator, operand!)),
  )
}

function holds(value: string, operator: Operator, operand: string | number): boolean {
  if (operator === 'CONTAINS') return value.includes(String(operand))
  if (typeof operand === 'string') return operator === '=' && value === operand
  const number = Number(/^-?\d+(?:\.\d+)?/.exec(value)?.[0] ?? NaN)
  switch (operator) {
    case '=':
      return number === operand
    case '<':
      return number < operand
    case '<=':
      return number <= operand
    case '>':
      return number > operand
    default:
      return number >= operand
  }
}
