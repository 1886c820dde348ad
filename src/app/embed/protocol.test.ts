import { describe, expect, it } from 'vitest'
import { isHello, readCommand } from './protocol'

const said = (type: string, payload?: unknown) => ({
  source: 'boxes-and-arrows',
  v: 1,
  type,
  ...(payload === undefined ? {} : { payload }),
})

describe('the greeting', () => {
  it('is known by its source and version', () => {
    expect(isHello(said('hello'))).toBe(true)
    expect(isHello({ ...said('hello'), v: 2 })).toBe(false)
    expect(isHello('hello')).toBe(false)
    expect(isHello(null)).toBe(false)
  })
})

describe('commands', () => {
  it.each([
    said('run'),
    said('setSpeed', { speed: 2 }),
    said('inject', { verb: 'crash', target: 'redis', forMs: 500 }),
    said('heal', { target: 'gateway~redis' }),
  ])('are read: %o', (message) => {
    expect(readCommand(message)).toEqual({ command: message })
  })

  it.each([
    ['an unknown one', said('eval', { code: '1' }), /one of run, pause/],
    ['a speed out of bounds', said('setSpeed', { speed: 1e9 }), /payload\.speed/],
    ['a target that is no name', said('inject', { verb: 'crash', target: '<img src=x>' }), /payload\.target/],
    ['a field too many', said('heal', { target: 'redis', __proto__x: 1 }), /payload/],
    ['a huge one', said('inject', { verb: 'command', target: 'redis', value: 'x'.repeat(5000) }), /4096/],
    ['one without a form', 42, /one of/],
  ])('are refused: %s', (_, message, problem) => {
    const read = readCommand(message)
    expect('problem' in read && read.problem).toMatch(problem)
  })

  it('are refused if they cannot be JSON', () => {
    const loop: Record<string, unknown> = said('run')
    loop['payload'] = loop
    expect(readCommand(loop)).toHaveProperty('problem')
  })
})
