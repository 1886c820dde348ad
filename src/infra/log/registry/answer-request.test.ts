/** The vocabulary, request by request: codes and bodies as Confluent's registry has them. */
import { describe, expect, test } from 'vitest'
import type { Json } from '~/kernel/json'
import type { RegistryMethod } from '../protocol/registry-api'
import { COMPATIBILITY_LEVELS } from '../schemas/compatibility'
import { decide, mayWrite } from './answer-request'
import { REGISTRY_RECORDS } from './registry-record'
import { RegistryState } from './registry-state'

const INT = '{"type":"record","name":"R","fields":[{"name":"x","type":"int"}]}'
const EMPTY = '{"type":"record","name":"R","fields":[]}'
const TEXT = '{"type":"record","name":"R","fields":[{"name":"x","type":"string","default":""}]}'

type Step = readonly [request: string, body: Json, status: number, answer: unknown]

/** Plays requests one after the other on one registry; what is decided goes through the bytes of its records. */
function play(steps: readonly Step[]): void {
  const state = new RegistryState()
  for (const [request, body, status, answer] of steps) {
    const [method, path] = request.split(' ') as [RegistryMethod, string]
    const decision = decide(state, { type: 'Registry', request: 0, method, path, body })
    expect([request, decision.status ?? 200, decision.body]).toEqual([request, status, answer])
    for (const record of decision.records ?? []) {
      const { key, value } = REGISTRY_RECORDS.encode(record)
      state.apply(REGISTRY_RECORDS.decode(key, value))
    }
    if (decision.records !== undefined)
      expect(mayWrite({ type: 'Registry', request: 0, method, path, body })).toBe(true)
  }
}

const error = (code: number): unknown => expect.objectContaining({ error_code: code })

test('registration, lookup and reading', () => {
  play([
    ['GET /subjects', null, 200, []],
    ['GET /subjects/s/versions', null, 404, { error_code: 40_401, message: "Subject 's' not found." }],
    ['POST /subjects/s/versions', { schema: INT }, 200, { id: 1 }],
    ['POST /subjects/s/versions', { schema: ` ${INT.replaceAll(',', ', ')}` }, 200, { id: 1 }],
    ['POST /subjects/t%2Fvalue/versions', { schema: 'string' }, 200, { id: 2 }],
    ['GET /subjects', null, 200, ['s', 't/value']],
    ['GET /subjects/s/versions', null, 200, [1]],
    ['GET /subjects/s/versions/latest', null, 200, { subject: 's', version: 1, id: 1, schema: INT }],
    ['GET /subjects/s/versions/1/schema', null, 200, JSON.parse(INT)],
    ['GET /subjects/s/versions/2', null, 404, { error_code: 40_402, message: 'Version 2 not found.' }],
    ['GET /subjects/s/versions/0', null, 422, error(42_202)],
    ['GET /subjects/s/versions/newest', null, 422, error(42_202)],
    ['GET /schemas/ids/1', null, 200, { schema: INT }],
    ['GET /schemas/ids/1/versions', null, 200, [{ subject: 's', version: 1 }]],
    ['GET /schemas/ids/1/subjects', null, 200, ['s']],
    ['GET /schemas/ids/9', null, 404, { error_code: 40_403, message: 'Schema 9 not found' }],
    ['GET /schemas/types', null, 200, ['AVRO']],
    ['POST /subjects/s', { schema: INT }, 200, { subject: 's', version: 1, id: 1, schema: INT }],
    ['POST /subjects/s', { schema: TEXT }, 404, { error_code: 40_403, message: 'Schema not found' }],
    ['POST /subjects/u', { schema: INT }, 404, error(40_401)],
    ['GET /nothing', null, 404, error(404)],
    ['PUT /subjects', null, 405, error(405)],
  ])
})

test.each([
  ['no JSON', '{'],
  ['no schema', '{"type":"riddle"}'],
  ['empty', ' '],
  ['a record without fields', '{"type":"record","name":"R"}'],
])('a text that is %s', (_, schema) => {
  play([
    ['POST /subjects/s/versions', { schema }, 422, error(42_201)],
    ['POST /subjects/s', { schema }, 422, error(42_201)],
    ['POST /compatibility/subjects/s/versions/latest', { schema }, 422, error(42_201)],
    [
      'POST /compatibility/subjects/s/versions/latest?verbose=true',
      { schema },
      200,
      { is_compatible: false, messages: [expect.stringContaining('details')] },
    ],
  ])
})

test('what is not Avro, or refers to others, is not taken', () => {
  play([
    ['POST /subjects/s/versions', { schema: 'syntax = "proto3";', schemaType: 'PROTOBUF' }, 422, error(42_201)],
    ['POST /subjects/s/versions', { schema: INT, references: [{ name: 'a' }] }, 422, error(42_201)],
  ])
})

test('the level of a subject goes before the one for all', () => {
  play([
    ['GET /config', null, 200, { compatibilityLevel: 'BACKWARD' }],
    ['GET /config/s', null, 404, error(40_408)],
    ['GET /config/s?defaultToGlobal=true', null, 200, { compatibilityLevel: 'BACKWARD' }],
    ['PUT /config', { compatibility: 'full' }, 200, { compatibility: 'FULL' }],
    ['PUT /config/s', { compatibility: 'NONE' }, 200, { compatibility: 'NONE' }],
    ['PUT /config', { compatibility: 'SIDEWAYS' }, 422, error(42_203)],
    ['PUT /config', {}, 422, error(42_203)],
    ['GET /config/s', null, 200, { compatibilityLevel: 'NONE' }],
    ['GET /config/t?defaultToGlobal=true', null, 200, { compatibilityLevel: 'FULL' }],
    ['DELETE /config/s', null, 200, { compatibilityLevel: 'NONE' }],
    ['DELETE /config/s', null, 404, error(40_401)],
    ['GET /config/s?defaultToGlobal=true', null, 200, { compatibilityLevel: 'FULL' }],
  ])
})

describe.each(COMPATIBILITY_LEVELS)('at %s', (level) => {
  // x: int, then no x, then x: string with a default: the last clashes with the first alone.
  const isTransitive = level.endsWith('TRANSITIVE')
  // The second takes a field away that has no default: who knows the first only cannot read it.
  const isSecondRefused = level.startsWith('FORWARD') || level.startsWith('FULL')

  test('registration and check say the same', () => {
    const third = isTransitive ? 409 : 200
    const steps: Step[] = [
      ['PUT /config', { compatibility: level }, 200, { compatibility: level }],
      ['POST /subjects/s/versions', { schema: INT }, 200, { id: 1 }],
      ['POST /compatibility/subjects/s/versions', { schema: EMPTY }, 200, { is_compatible: !isSecondRefused }],
      [
        'POST /subjects/s/versions',
        { schema: EMPTY },
        isSecondRefused ? 409 : 200,
        isSecondRefused ? error(409) : { id: 2 },
      ],
    ]
    if (!isSecondRefused) {
      steps.push(
        ['POST /compatibility/subjects/s/versions', { schema: TEXT }, 200, { is_compatible: third === 200 }],
        ['POST /compatibility/subjects/s/versions/2', { schema: TEXT }, 200, { is_compatible: true }],
        ['POST /subjects/s/versions', { schema: TEXT }, third, third === 200 ? { id: 3 } : error(409)],
      )
    }
    play(steps)
  })
})

test('a refusal says what, where, against which version and at which level', () => {
  play([
    ['POST /subjects/s/versions', { schema: EMPTY }, 200, { id: 1 }],
    [
      'POST /subjects/s/versions',
      { schema: INT },
      409,
      {
        error_code: 409,
        message:
          'Schema being registered is incompatible with an earlier schema for subject "s", details: [' +
          "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'x' at path '/fields/0' in the new schema " +
          "has no default value and is missing in the old schema', additionalInfo:'x'}, {oldSchemaVersion: 1}, " +
          `{oldSchema: '${EMPTY}'}, {validateFields: 'false', compatibility: 'BACKWARD'}]`,
      },
    ],
    ['POST /compatibility/subjects/s/versions/7', { schema: INT }, 404, error(40_402)],
    ['POST /compatibility/subjects/new/versions/latest', { schema: INT }, 200, { is_compatible: true }],
  ])
})

test('versions are deleted first, and then for good', () => {
  play([
    ['DELETE /subjects/s/versions/1', null, 404, error(40_401)],
    ['POST /subjects/s/versions', { schema: EMPTY }, 200, { id: 1 }],
    ['POST /subjects/s/versions', { schema: TEXT }, 200, { id: 2 }],
    ['DELETE /subjects/s/versions/1?permanent=true', null, 404, error(40_407)],
    ['DELETE /subjects/s/versions/1', null, 200, 1],
    ['DELETE /subjects/s/versions/1', null, 404, error(40_406)],
    ['GET /subjects/s/versions', null, 200, [2]],
    ['GET /subjects/s/versions?deleted=true', null, 200, [1, 2]],
    ['GET /schemas/ids/1', null, 200, { schema: EMPTY }],
    ['GET /schemas/ids/1/subjects', null, 200, []],
    ['GET /schemas/ids/1/subjects?deleted=true', null, 200, ['s']],
    ['POST /subjects/s', { schema: EMPTY }, 404, error(40_403)],
    ['POST /subjects/s?deleted=true', { schema: EMPTY }, 200, { subject: 's', version: 1, id: 1, schema: EMPTY }],
    // Registered anew it is a version of its own, with the id that it had, and the old version makes room.
    ['POST /subjects/s/versions', { schema: EMPTY }, 200, { id: 1 }],
    ['GET /subjects/s/versions?deleted=true', null, 200, [2, 3]],
    ['DELETE /subjects/s/versions/latest', null, 200, 3],
    ['DELETE /subjects/s/versions/3?permanent=true', null, 200, 3],
    ['GET /schemas/ids/1', null, 404, error(40_403)],
    ['DELETE /subjects/s', null, 200, [2]],
    ['DELETE /subjects/s', null, 404, error(40_404)],
    ['GET /subjects', null, 200, []],
    ['GET /subjects?deleted=true', null, 200, ['s']],
  ])
})

test('a subject that is gone for good takes its settings along, and ids go on', () => {
  play([
    ['POST /subjects/s/versions', { schema: INT }, 200, { id: 1 }],
    ['PUT /config/s', { compatibility: 'NONE' }, 200, { compatibility: 'NONE' }],
    ['DELETE /subjects/s?permanent=true', null, 404, error(40_405)],
    ['DELETE /subjects/s', null, 200, [1]],
    ['DELETE /subjects/s?permanent=true', null, 200, [1]],
    ['GET /config/s', null, 404, error(40_408)],
    ['POST /subjects/s/versions', { schema: INT }, 200, { id: 2 }],
  ])
})

test('ids are not given again even where only the records are left that compaction keeps', () => {
  const kept = new Map<string, Uint8Array | null>()
  const state = new RegistryState()
  const ask = (method: RegistryMethod, path: string, body: Json = null) => {
    const decision = decide(state, { type: 'Registry', request: 0, method, path, body })
    for (const record of decision.records ?? []) {
      const { key, value } = REGISTRY_RECORDS.encode(record)
      const name = new TextDecoder().decode(key)
      kept.delete(name)
      kept.set(name, value)
      state.apply(record)
    }
    return decision.body
  }
  ask('POST', '/subjects/s/versions', { schema: INT })
  ask('POST', '/subjects/t/versions', { schema: TEXT })
  ask('DELETE', '/subjects/t')
  ask('DELETE', '/subjects/t?permanent=true')
  const loaded = new RegistryState()
  for (const [name, value] of kept) {
    if (value !== null) loaded.apply(REGISTRY_RECORDS.decode(new TextEncoder().encode(name), value))
  }
  const again = decide(loaded, {
    type: 'Registry',
    request: 0,
    method: 'POST',
    path: '/subjects/u/versions',
    body: { schema: TEXT },
  })
  expect(again.body).toEqual({ id: 3 })
})

test('a subject that is read only takes nothing', () => {
  play([
    ['POST /subjects/s/versions', { schema: EMPTY }, 200, { id: 1 }],
    ['PUT /mode/s', { mode: 'READONLY' }, 200, { mode: 'READONLY' }],
    ['PUT /mode', { mode: 'SIDEWAYS' }, 422, error(42_204)],
    ['GET /mode', null, 200, { mode: 'READWRITE' }],
    ['POST /subjects/s/versions', { schema: TEXT }, 422, error(42_205)],
    ['DELETE /subjects/s', null, 422, error(42_205)],
    ['DELETE /mode/s', null, 200, { mode: 'READONLY' }],
    ['POST /subjects/s/versions', { schema: TEXT }, 200, { id: 2 }],
  ])
})
