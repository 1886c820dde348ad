import { expect, test } from 'vitest'
import { cidInUri, cidOf } from './cid'

test('the CID of bytes is that which IPFS gives a raw block', () => {
  // The CID of the text "hello world" as one raw block, from the documentation of multiformats.
  expect(cidOf(new TextEncoder().encode('hello world'))).toBe(
    'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e',
  )
})

test.each([
  ['ipfs://bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e', true],
  ['ipfs://bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e/1.json', false],
  ['https://example.org/bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e', false],
  ['data:text/html,bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e', false],
  ['', false],
])('%s', (uri, isCid) => {
  expect(cidInUri(uri) !== null).toBe(isCid)
})
