import { describe, expect, test } from 'vitest'
import { metadataBytes, metadataIn } from './metadata'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('metadata', () => {
  test('is read as it was written', () => {
    const read = metadataIn(metadataBytes('Boxes of ada', { shape: 'waves' }))
    expect(read).toMatchObject({ name: 'Boxes of ada', attributes: [{ trait_type: 'shape', value: 'waves' }] })
  })

  test('keeps markup as plain text', () => {
    expect(metadataIn(bytes('{"name":"<img src=x onerror=alert(1)>"}'))?.name).toBe('<img src=x onerror=alert(1)>')
  })

  test.each([
    ['no JSON', bytes('<!doctype html>')],
    ['no UTF-8', Uint8Array.of(0xff, 0xfe)],
    ['no name', bytes('{"title":"x"}')],
    ['a name that is too long', bytes(JSON.stringify({ name: 'x'.repeat(201) }))],
    [
      'more attributes than anybody has',
      bytes(JSON.stringify({ name: 'x', attributes: Array(51).fill({ trait_type: 'a', value: 'b' }) })),
    ],
    ['more bytes than are read', bytes(JSON.stringify({ name: 'x', padding: 'x'.repeat(65_536) }))],
  ])('is not read where there is %s', (_what, content) => {
    expect(metadataIn(content)).toBeNull()
  })
})
