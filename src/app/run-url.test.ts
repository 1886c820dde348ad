import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '~/kernel/run'
import diagram from '~simulations/rate-limiter/diagram'
import { formatRunUrl, namesRun, parseRunUrl, QUERY_LENGTH_MAX, readSeed, type Offer } from './run-url'

const proof = { safeguard: '', scenario: 'steady', invariant: 'one', without: '', hypothesis: '' }
const scenario = { title: '', hypothesis: '', durationMs: 1000, settleMs: 100, actions: [] }
const redis = {
  kind: 'redis',
  label: 'Redis',
  engines: [
    { name: 'valkey', label: '', line: '' },
    { name: 'mock', label: '', line: '' },
  ],
} as const
const offer: Offer = {
  id: 'rate-limiter',
  scenarios: [
    { ...scenario, id: 'steady' },
    { ...scenario, id: 'redis-hangs' },
  ],
  claims: { 'shadow-cache': proof, 'atomic-lua': proof },
  mutants: {},
  stores: { redis },
  unhealed: { 'gateway-cut-off': { statement: '', targets: ['gateway/1'], breaks: [] } },
  parameters: {
    algorithm: { kind: 'choice', label: '', default: 'log', options: ['log', 'gcra'] },
    limit: { kind: 'number', label: '', unit: 'requests', default: 100, min: 1, max: 1000 },
  },
  verbs: {
    redis: [
      {
        verb: 'command',
        on: 'box',
        label: 'Command',
        explain: '',
        span: 'instant',
        value: { kind: 'text', lengthMax: 500 },
      },
    ],
  },
}
const parse = (search: string) => parseRunUrl(search, diagram, offer)

describe('namesRun', () => {
  it('tells addresses that ask for a run from those that only say how to show it', () => {
    for (const search of ['', '?theme=dark&play=1', '?v=1']) expect(namesRun(search)).toBe(false)
    for (const search of ['?seed=7', '?theme=dark&do=melt', '?set=', '?redis=mock']) expect(namesRun(search)).toBe(true)
  })
})

describe('parseRunUrl', () => {
  it('gives the first scenario with nothing switched off for an empty address', () => {
    expect(parse('')).toEqual({
      run: {
        simulation: 'rate-limiter',
        scenario: 'steady',
        seed: 42,
        settings: {},
        without: [],
        actions: [],
      },
      notices: [],
    })
  })

  it('reads every part', () => {
    const { run, notices } = parse(
      '?scenario=redis-hangs&seed=7&without=shadow-cache&do=crash:redis@8500&set=algorithm:gcra&redis=mock&duration=20000&settle=500&unhealed=gateway-cut-off',
    )
    expect(notices).toEqual([])
    expect(run).toMatchObject({
      scenario: 'redis-hangs',
      seed: 7,
      without: ['shadow-cache'],
      settings: { algorithm: 'gcra' },
      engines: { redis: 'mock' },
      durationMs: 20_000,
      settleMs: 500,
      unhealed: 'gateway-cut-off',
    })
    expect(run.actions).toEqual([{ verb: 'crash', target: { kind: 'box', box: 'redis' }, atMs: 8500 }])
  })

  it.each([
    ['scenario=nowhere', 'nowhere'],
    ['seed=-1', '-1'],
    ['seed=99999999999', '99999999999'],
    ['seed=1e3', '1e3'],
    ['seed=1&seed=2', 'seed'],
    ['without=__proto__', '__proto__'],
    ['without=constructor', 'constructor'],
    ['set=__proto__:1', '__proto__'],
    ['set=algorithm:quick', 'quick'],
    ['set=limit', 'limit'],
    ['do=melt:redis@5', 'melt'],
    ['do=crash:__proto__@5', '__proto__'],
    ['do=crash:redis@-5', 'crash:redis@-5'],
    ['redis=oracle', 'oracle'],
    ['duration=0', 'duration'],
    ['unhealed=moon', 'moon'],
    ['unhealed=__proto__', '__proto__'],
    ['duration=forever', 'forever'],
    ['scenario=<img src=x onerror=alert(1)>', '<img'],
  ])('leaves out what does not fit in %s, and names it', (search, named) => {
    const { run, notices } = parse(search)
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain(named)
    expect(run).toMatchObject({ scenario: 'steady', without: [], settings: {}, actions: [] })
    expect(run.engines).toBeUndefined()
  })

  it('reads nothing of an address that is too long', () => {
    const { run, notices } = parse(`seed=7&without=${'x'.repeat(QUERY_LENGTH_MAX)}`)
    expect(run.seed).toBe(42)
    expect(notices).toHaveLength(1)
  })

  it('reads so many actions and no more', () => {
    const { run, notices } = parse(Array.from({ length: 300 }, (_, index) => `do=restart:redis@${index}`).join('&'))
    expect(run.actions).toHaveLength(200)
    expect(notices).toHaveLength(1)
  })

  it('never throws, whatever the address', () => {
    const part = fc.tuple(
      fc.constantFrom('scenario', 'seed', 'without', 'set', 'do', 'redis', 'duration', '__proto__'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const { run } = parse(parts.map(([key, value]) => `${key}=${value}`).join('&'))
        expect(run.simulation).toBe('rate-limiter')
      }),
    )
  })
})

describe('formatRunUrl', () => {
  const run: Run = {
    simulation: 'rate-limiter',
    scenario: 'redis-hangs',
    seed: 7,
    settings: { algorithm: 'gcra', limit: '50' },
    without: ['shadow-cache'],
    actions: [
      { verb: 'crash', target: { kind: 'box', box: 'redis' }, atMs: 8500 },
      {
        verb: 'delay',
        target: { kind: 'arrow', from: 'gateway', to: 'redis', fromInstance: 1 },
        value: '20',
        atMs: 100.1,
        untilMs: 900,
      },
      { verb: 'command', target: { kind: 'box', box: 'redis' }, value: 'SET a&b "50 % @=é"', atMs: 3 },
    ],
    durationMs: 20_000,
    engines: { redis: 'mock' },
  }

  it('can be read by people', () => {
    expect(formatRunUrl({ ...run, actions: run.actions.slice(0, 2) })).toBe(
      'v=1&scenario=redis-hangs&seed=7&without=shadow-cache&set=algorithm:gcra&set=limit:50&duration=20000&redis=mock' +
        '&do=crash:redis@8500&do=delay:gateway/1~redis=20@100.1-900',
    )
  })

  it('has a version; an address of another one is read, with a notice', () => {
    expect(parse('v=1&seed=7').notices).toEqual([])
    const { run: read, notices } = parse('v=2&seed=7')
    expect(read.seed).toBe(7)
    expect(notices).toEqual(['The address is of version “2”, and was read as version 1, the only one there is.'])
  })

  it('is read back as the same run', () => {
    expect(parse(formatRunUrl(run)!)).toEqual({ run, notices: [] })
  })

  it('gives up on a run that is too long for an address', () => {
    const many = Array.from({ length: 201 }, () => run.actions[0]!)
    expect(formatRunUrl({ ...run, actions: many })).toBeNull()
  })
})

describe('readSeed', () => {
  it.each([
    ['7', 7],
    [' 8 ', 8],
    ['4294967295', 4_294_967_295],
    ['4294967296', null],
    ['0x10', null],
    ['', null],
  ])('reads %j', (text, seed) => {
    expect(readSeed(text)).toBe(seed)
  })
})
