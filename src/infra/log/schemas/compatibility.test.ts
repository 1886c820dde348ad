import { describe, expect, test } from 'vitest'
import { checkCompatibility, COMPATIBILITY_LEVELS, problemAsText } from './compatibility'
import { parseSchemaJson } from './parse-schema'

const record = (...fields: unknown[]) => ({ type: 'record', name: 'Order', fields })
const x = (type: unknown, rest: object = {}) => ({ name: 'x', type, ...rest })
const enumeration = (symbols: string[], rest: object = {}) => ({ type: 'enum', name: 'E', symbols, ...rest })

describe('the seven levels', () => {
  const versions = {
    'x as an int': parseSchemaJson(record(x('int'))),
    'no x': parseSchemaJson(record()),
    'x as text, with a default': parseSchemaJson(record(x('string', { default: '' }))),
    'x as an int, with a default': parseSchemaJson(record(x('int', { default: 0 }))),
  }
  type Version = keyof typeof versions
  const levels = (next: Version, ...before: Version[]) =>
    COMPATIBILITY_LEVELS.filter(
      (level) =>
        checkCompatibility(
          level,
          versions[next],
          before.map((each) => versions[each]),
        ).isCompatible,
    )

  test.each<[Version, Version[], string[]]>([
    [
      'x as an int',
      [],
      ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'],
    ],
    ['no x', ['x as an int'], ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE']],
    ['x as an int', ['no x'], ['NONE', 'FORWARD', 'FORWARD_TRANSITIVE']],
    [
      'x as an int, with a default',
      ['no x'],
      ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE'],
    ],
    ['x as text, with a default', ['x as an int', 'no x'], ['NONE', 'BACKWARD', 'FORWARD', 'FULL']],
    ['x as text, with a default', ['x as an int'], ['NONE']],
    [
      'no x',
      ['x as an int', 'x as an int, with a default'],
      ['NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FULL'],
    ],
  ])('%s after %j', (next, before, expected) => {
    expect(levels(next, ...before)).toEqual(expected)
  })

  test('the verdict says which version it is about, and who cannot read whom', () => {
    const { 'x as text, with a default': next, 'x as an int': first, 'no x': second } = versions
    const verdict = checkCompatibility('FULL_TRANSITIVE', next, [first, second])
    expect(verdict.against).toBe(0)
    expect(verdict.problems.map(problemAsText)).toEqual([
      "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: STRING not compatible with writer type: INT'}",
      "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type') of a field in the old schema does not match with the new schema', additionalInfo:'reader type: INT not compatible with writer type: STRING'}",
    ])
  })

  test("the words are the registry's", () => {
    const texts = (writer: unknown, reader: unknown) =>
      checkCompatibility('BACKWARD', parseSchemaJson(reader), [parseSchemaJson(writer)]).problems.map(
        ({ description }) => description,
      )
    expect(texts(record(), record(x('int')))).toEqual([
      "The field 'x' at path '/fields/0' in the new schema has no default value and is missing in the old schema",
    ])
    expect(texts(enumeration(['A', 'B']), enumeration(['A']))).toEqual([
      "The new schema is missing enum symbols '[B]' at path '/symbols' in the old schema",
    ])
    expect(texts(record(), { ...record(), name: 'P' })).toEqual(["The name of the schema has changed (path '/name')"])
    expect(texts(['int', 'string'], ['int'])).toEqual([
      "The new schema is missing a type inside a union field at path '/1' in the old schema",
    ])
    expect(texts({ type: 'fixed', name: 'F', size: 1 }, { type: 'fixed', name: 'F', size: 2 })).toEqual([
      "The size of FIXED type field at path '/size' in the new schema does not match with the old schema",
    ])
  })
})
