import { expect, test } from 'vitest'
import { recordingNamed, urlOf } from './recording-address'

const HERE = 'https://site.example/base/d/rate-limiter/?x=1'

test.each([
  ['run.recording.gz', 'https://site.example/base/d/rate-limiter/run.recording.gz'],
  ['/files/a.gz', 'https://site.example/files/a.gz'],
  ['https://site.example/a.gz', 'https://site.example/a.gz'],
])('%s is a file of the same site', (name, url) => {
  expect(urlOf(name, HERE).href).toBe(url)
})

test.each([
  'https://other.example/a.gz', '//other.example/a.gz', 'http://site.example/a.gz', 'data:text/plain,x',
  'file:///etc/passwd', 'https://', 'a'.repeat(501),
])('%s is none', (name) => {
  expect(() => urlOf(name, HERE)).toThrow(/a file of the same site/)
}) // prettier-ignore

test('an address names a recording, or none', () => {
  expect(recordingNamed('?recording=a%2Fb.gz&t=1')).toBe('a/b.gz')
  expect(recordingNamed('?t=1')).toBeNull()
})
