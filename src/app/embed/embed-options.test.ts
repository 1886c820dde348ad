import { describe, expect, it } from 'vitest'
import { readEmbedOptions } from './embed-options'

describe('the options of a frame', () => {
  it('have defaults', () => {
    expect(readEmbedOptions('?scenario=steady&seed=7&utm_source=x')).toEqual({
      autoplay: false,
      clickToLoad: true,
      speed: 1,
      controls: 'min',
      panel: 'none',
      motion: 'auto',
      notices: [],
    })
  })

  it('are read', () => {
    const query = '?theme=dark&autoplay=1&ctl=0&speed=0.25&controls=full&panel=code&motion=reduce&lang=en'
    expect(readEmbedOptions(query)).toEqual({
      autoplay: true,
      clickToLoad: false,
      speed: 0.25,
      controls: 'full',
      panel: 'code',
      motion: 'reduce',
      notices: [],
    })
  })

  it('are left out and named where they do not fit', () => {
    const { notices, ...options } = readEmbedOptions('?speed=3&panel=<b>x</b>&theme=pink&autoplay=yes&lang=tlh')
    expect(options).toMatchObject({ speed: 1, panel: 'none', autoplay: false })
    expect(notices).toEqual([
      '“theme” is auto, light or dark, not “pink”; auto was taken.',
      '“lang” is en, not “tlh”; en was taken.',
      '“autoplay” is 0 or 1, not “yes”; 0 was taken.',
      '“speed” is 0.1, 0.25, 0.5, 1, 2, 5, 10, 25 or 100, not “3”; 1 was taken.',
      '“panel” is none, trace or code, not “<b>x</b>”; none was taken.',
    ])
    expect(readEmbedOptions(`?panel=${'x'.repeat(9000)}`).notices).toEqual([])
  })
})
