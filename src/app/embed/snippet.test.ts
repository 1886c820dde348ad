import { describe, expect, it } from 'vitest'
import { runOf, type Run } from '~/kernel/run'
import { elementSnippet, frameAddress, frameSnippet, runParts, type Embedded } from './snippet'

const run: Run = {
  ...runOf('tiny', { scenario: 'storm', seed: 7 }),
  without: ['fence', 'shadow'],
  settings: { windowMs: '2000' },
  actions: [
    { verb: 'crash', target: { kind: 'box', box: 'redis' }, atMs: 400 },
    { verb: 'command', target: { kind: 'box', box: 'redis' }, value: 'SET a "<b>"', atMs: 500 },
  ],
}
const moment = { atMs: 800, select: { kind: 'box', id: 'redis' }, request: 31 } as const
const embedded: Embedded = {
  id: 'tiny',
  title: 'A “tiny” & small one',
  site: 'https://example.org/',
  parts: runParts(run, moment, true),
  autoplays: false,
  height: null,
}

describe('a snippet', () => {
  it('holds the whole run and its moment', () => {
    expect(frameAddress(embedded)).toBe(
      'embed/tiny/?scenario=storm&seed=7&without=fence,shadow&set=windowMs:2000&do=crash:redis@400' +
        '&do=command:redis=SET%20a%20%22%3Cb%3E%22@500&at=800&select=redis&request=31&ctl=0',
    )
    expect(elementSnippet(embedded)).toContain(
      ' scenario="storm" seed="7" without="fence,shadow" at="800" select="redis" request="31"' +
        ' do="crash:redis@400 command:redis=SET%20a%20&quot;&lt;b>&quot;@500" set="windowMs:2000">',
    )
  })

  it('leaves out what everybody gets anyway', () => {
    const parts = runParts({ ...runOf('tiny', { scenario: 'storm', seed: 42 }) }, {}, false)
    expect(frameAddress({ ...embedded, parts })).toBe('embed/tiny/')
    expect(frameAddress({ ...embedded, parts, autoplays: true })).toBe('embed/tiny/?autoplay=1')
  })

  it('is as high as somebody says', () => {
    expect(frameSnippet({ ...embedded, height: 480 })).toContain('height="480"')
    expect(elementSnippet({ ...embedded, height: 480 })).toContain(' height="480"')
    expect(elementSnippet(embedded)).not.toContain('height')
  })

  it('cannot be left by a value', () => {
    const parts = [['scenario', '"><script>']] as const
    expect(elementSnippet({ ...embedded, parts })).toContain('scenario="&quot;>&lt;script>"')
    expect(frameSnippet({ ...embedded, parts })).toContain('?scenario=%22%3E%3Cscript%3E"')
  })
})
