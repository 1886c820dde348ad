/** Actions as text: what is written is read back, and what is wrong is said, with what is allowed. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ActionError,
  checkValue,
  formatAction,
  formatTarget,
  parseAction,
  verbsOf,
  type Action,
  type Target,
} from './action'
import { instancesOf } from './diagram'
import { TINY_VOCABULARY as VOCABULARY } from './testing/tiny-simulation'
import { ARROW_VERBS } from './arrow-verbs'
import { BOX_VERBS, type Verb } from './verb'

/** Any time as one may write it: in steps of 0.1 ms. */
const TIME = fc.nat({ max: 863_999_999 }).map((tenths) => tenths / 10)

function maybeInstance(box: string): fc.Arbitrary<number | undefined> {
  return fc.option(fc.nat({ max: instancesOf(VOCABULARY.diagram, box) - 1 }), { nil: undefined })
}

const BOX_TARGET: fc.Arbitrary<Target> = fc.constantFrom('client', 'server', 'store').chain((box) =>
  maybeInstance(box).map((instance) => ({
    kind: 'box' as const,
    box,
    ...(instance === undefined ? {} : { instance }),
  })),
)

const ARROW_TARGET: fc.Arbitrary<Target> = fc
  .constantFrom(['client', 'server'] as const, ['server', 'store'] as const)
  .chain(([from, to]) =>
    fc.tuple(maybeInstance(from), maybeInstance(to)).map(([fromInstance, toInstance]) => ({
      kind: 'arrow' as const,
      from,
      to,
      ...(fromInstance === undefined ? {} : { fromInstance }),
      ...(toInstance === undefined ? {} : { toInstance }),
    })),
  )

function valueOf(verb: Verb): fc.Arbitrary<string | undefined> {
  const rule = verb.value
  if (rule === undefined) return fc.constant(undefined)
  if (rule.kind === 'text') return fc.string({ minLength: 1, maxLength: rule.lengthMax, unit: 'grapheme-ascii' })
  if (rule.kind === 'choice') return fc.constantFrom(...rule.options)
  if (rule.kind === 'verb' || rule.kind === 'file') return fc.constantFrom(undefined, 'heal')
  return fc.double({ min: rule.min, max: rule.max, noNaN: true }).map(String)
}

const ACTION: fc.Arbitrary<Action> = fc.oneof(BOX_TARGET, ARROW_TARGET).chain((target) =>
  fc.constantFrom(...verbsOf(VOCABULARY, target)).chain((verb) =>
    fc
      .tuple(valueOf(verb), TIME, fc.option(fc.integer({ min: 1, max: 1_000_000 })))
      .map(([value, atMs, spanTenths]) => ({
        verb: verb.verb,
        target,
        ...(value === undefined ? {} : { value }),
        atMs,
        ...(spanTenths === null || verb.span === 'instant' || atMs * 10 + spanTenths > 864_000_000
          ? {}
          : { untilMs: Math.round(atMs * 10 + spanTenths) / 10 }),
      })),
  ),
)

describe('an action', () => {
  test('written and read is the same action', () => {
    fc.assert(
      fc.property(ACTION, (action) => {
        const text = formatAction(action)
        const read = parseAction(text, VOCABULARY)
        // A negative zero is written as zero.
        expect(read).toEqual(action.value === '-0' ? { ...action, value: '0' } : action)
        expect(formatAction(read)).toBe(text)
      }),
    )
  })

  test.each([
    ['crash:store@8500', { verb: 'crash', target: { kind: 'box', box: 'store' }, atMs: 8500 }],
    [
      'delay:server~store=20@8000-9500',
      { verb: 'delay', target: { kind: 'arrow', from: 'server', to: 'store' }, value: '20', atMs: 8000, untilMs: 9500 },
    ],
    [
      'partition:client~server/1=requests@4000.5',
      {
        verb: 'partition',
        target: { kind: 'arrow', from: 'client', to: 'server', toInstance: 1 },
        value: 'requests',
        atMs: 4000.5,
      },
    ],
    [
      'note:server/0=a%40b%20%E2%82%AC@1',
      { verb: 'note', target: { kind: 'box', box: 'server', instance: 0 }, value: 'a@b €', atMs: 1 },
    ],
  ])('reads %s', (text, action) => {
    expect(parseAction(text, VOCABULARY)).toEqual(action)
  })

  test('is at an instant of the grid, as the engine has it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 86_399_000, noNaN: true }), (atMs) => {
        const action = parseAction(`crash:store@${atMs.toFixed(12)}`, VOCABULARY)
        expect(action.atMs - atMs).toBeGreaterThan(-1e-6)
        expect(action.atMs - atMs).toBeLessThan(0.1001)
        expect(parseAction(formatAction(action), VOCABULARY)).toEqual(action)
      }),
    )
    expect(parseAction('crash:store@0.0000001-0.01', VOCABULARY)).toMatchObject({ atMs: 0, untilMs: 0.1 })
  })

  test('with a long text in any alphabet is read back', () => {
    const verbs = { server: [{ ...VOCABULARY.verbs.server[0]!, value: { kind: 'text', lengthMax: 1000 } as const }] }
    const vocabulary = { ...VOCABULARY, verbs }
    for (const value of ['a', 'é', '漢', '@', '%', ' '].map((letter) => letter.repeat(1000))) {
      const action: Action = { verb: 'note', target: { kind: 'box', box: 'server' }, value, atMs: 1 }
      expect(parseAction(formatAction(action), vocabulary)).toEqual(action)
    }
  })

  test('with half a character is written with the replacement character', () => {
    const action: Action = { verb: 'note', target: { kind: 'box', box: 'server' }, value: 'a\ud800', atMs: 1 }
    expect(parseAction(formatAction(action), VOCABULARY).value).toBe('a\ufffd')
  })

  test('takes the default of its verb if it has no value', () => {
    expect(parseAction('loss:client~server@0', VOCABULARY).value).toBe('0.3')
    expect(parseAction('partition:client~server@0', VOCABULARY).value).toBe('both')
  })
})

describe('a text that is no action is refused, and the message names', () => {
  test.each([
    ['the grammar', 'crash', 'write verb:target[=value]@from[-until]'],
    ['the grammar, for no text', '', 'write verb:target[=value]@from[-until]'],
    ['the boxes', 'crash:redis@1', 'there is no box "redis"; boxes: client, memory, server, store'],
    [
      'the arrows',
      'loss:client~store@1',
      'there is no arrow client~store; arrows: client~server, server~memory, server~store',
    ],
    ['the direction, which counts', 'loss:server~client@1', 'there is no arrow server~client'],
    ['the instances', 'crash:server/2@1', '"server" has 2 instances, from 0; there is no server/2'],
    ['the only instance', 'crash:store/1@1', '"store" has 1 instance, from 0'],
    ['the verbs of a box', 'explode:store@1', `allowed: ${BOX_VERBS.map(({ verb }) => verb).join(', ')}`],
    ['the verbs of one box only', 'note:store=a@1', '"note" cannot be done to store'],
    ['the verbs of an arrow', 'crash:server~store@1', `allowed: ${ARROW_VERBS.map(({ verb }) => verb).join(', ')}`],
    ['that nothing can be done inside a process', 'delay:server~memory@1', 'nothing (it is inside one process)'],
    ['that a hosted box has no faults of its own', 'crash:memory@1', '"crash" cannot be done to memory'],
    ['the bounds of a number', 'loss:client~server=2@1', '"loss" takes 0 to 1 of messages, not "2"'],
    ['the bounds, for no number', 'loss:client~server=much@1', '"loss" takes 0 to 1 of messages, not "much"'],
    ['the bounds, for an empty number', 'loss:client~server=@1', '"loss" takes 0 to 1 of messages, not ""'],
    ['the choices', 'partition:client~server=some@1', '"partition" is one of both, requests, replies, not "some"'],
    ['that a text is needed', 'note:server@1', '"note" needs a value'],
    ['how long a text may be', `note:server=${'a'.repeat(41)}@1`, 'longer than 40 characters'],
    ['that no value is taken', 'crash:store=1@1', '"crash" takes no value'],
    ['that an instant has no end', 'restart:store@1-2', '"restart" happens at an instant'],
    ['that the end is after the start', 'crash:store@5-5', 'the end must come after the start'],
    ['the longest time', 'crash:store@86400001', 'times are 0 to 86400000 ms'],
    ['what is no time', 'crash:store@1.2.3', 'times are 0 to 86400000 ms, not "1.2.3"'],
    ['the encoding of a value', 'note:server=%E2%82@1', 'not well-formed percent-encoding'],
  ])('%s', (_what, text, message) => {
    expect(() => parseAction(text, VOCABULARY)).toThrow(ActionError)
    expect(() => parseAction(text, VOCABULARY)).toThrow(message)
  })
})

describe('hostile texts', () => {
  test.each([
    '__proto__:x@1',
    'crash:__proto__@1',
    'crash:constructor@1',
    'constructor:store@1',
    'crash:client~constructor@1',
    'crash:tostring@1',
    'crash:server/99999999999999999999@1',
    'crash:server/-1@1',
    'crash:store@Infinity',
    'crash:store@1e9',
    'crash:store@-1',
    'crash:store@1\n',
    'crash:store@1@2',
    'note:server=<script>@1-',
    'skew:store=1e400@1',
    'skew:store=NaN@1',
    'crash:store@........',
    `crash:${'a'.repeat(10_000)}@1`,
    `note:server=${'%41'.repeat(3_500)}@1`,
    `crash:store@${'1'.repeat(1_900)}`,
    `${'-'.repeat(10_000)}`,
  ])('are refused: %.40s', (text) => {
    expect(() => parseAction(text, VOCABULARY)).toThrow(ActionError)
  })

  test('are never repeated at length', () => {
    const long = 'a'.repeat(9_900)
    const hostiles = [
      `crash:${long}@1`,
      `${long}:store@1`,
      `crash:store@${'1'.repeat(9_900)}`,
      `crash:store=${long}@1`,
      `crash:store/${'1'.repeat(9_900)}@1`,
      `restart:store@1-${'9'.repeat(9_900)}`,
      `crash:store@5-${'0'.repeat(9_900)}`,
      `partition:client~server=${long}@1`,
      `loss:client~server=${long}@1`,
      `note:server=${long}@1`,
      `note:server=${long}%@1`,
      long,
      `x${`crash:${long}@1`.repeat(5)}`,
    ]
    for (const hostile of hostiles) {
      let message = ''
      try {
        parseAction(hostile, VOCABULARY)
      } catch (error) {
        ;({ message } = error as Error)
      }
      expect(message).not.toBe('')
      expect(message.length).toBeLessThan(300)
    }
  })

  test('of any kind are read or refused with a message, and nothing else happens', () => {
    const words = fc.constantFrom(
      'crash',
      'loss',
      ':',
      '~',
      '/',
      '=',
      '@',
      '-',
      'server',
      'store',
      'client',
      '0',
      '1',
      '%',
    )
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 14 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const action = parseAction(text, VOCABULARY)
          expect(parseAction(formatAction(action), VOCABULARY)).toEqual(action)
        } catch (error) {
          expect(error).toBeInstanceOf(ActionError)
        }
      }),
    )
  })
})

test('a target has one text', () => {
  expect(formatTarget({ kind: 'box', box: 'store' })).toBe('store')
  const arrow = { kind: 'arrow', from: 'server', to: 'store', fromInstance: 1, toInstance: 0 } as const
  expect(formatTarget(arrow)).toBe('server/1~store/0')
})

test('a value is checked as well when it does not come from a text', () => {
  const slow = BOX_VERBS.find(({ verb }) => verb === 'slow')!
  expect(checkValue(slow, undefined)).toBe('50')
  expect(checkValue(slow, ' 7.50 ')).toBe('7.5')
  expect(() => checkValue(slow, '0')).toThrow('"slow" takes 0.1 to 60000 ms, not "0"')
  expect(checkValue(BOX_VERBS[0]!, '7')).toBeUndefined()
})
