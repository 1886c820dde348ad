/** What crosses a link: only what belongs to the protocol, and nothing is lost on the way as text. */
import { describe, expect, onTestFinished, test } from 'vitest'
import type { EngineApi } from '../api'
import { answerOver } from './answering'
import { askOver } from './asking'
import { createPair } from './pair'
import { linkOverPort } from './port'
import { QUESTION_NAMES } from './protocol'
import { QUESTIONS } from './questions'
import { fromText, toText } from './text'
import { runOf } from '~/kernel/run'

/** A desk that gives back what it was asked. */
function echo(): EngineApi {
  const desk = new Proxy({} as EngineApi, {
    get:
      () =>
      (...asked: unknown[]) =>
        Promise.resolve(asked.filter((each) => typeof each !== 'function' && each !== undefined)),
  })
  return desk
}

const RUN = runOf('a', { scenario: 'b', seed: 1 })

describe('a message that does not belong', () => {
  const question = (name: unknown, asked: unknown) => ({ kind: 'question', number: 7, name, asked })
  const crash = { verb: 'crash', target: { kind: 'box' }, atMs: 1 }

  test.each<[string, unknown, number | null, RegExp]>([
    ['no message', 'hello', null, /not a question/],
    ['nothing', null, null, /not a question/],
    ['a question without a number', { kind: 'question', name: 'leave', asked: [] }, null, /not a question/],
    ['a question of another name', question('reboot', []), 7, /no question "reboot".*questions: can, describe/],
    ['a name that every object has', question('constructor', []), 7, /no question "constructor"/],
    ['too much', question('leave', [1]), 7, /"leave" is asked otherwise/],
    ['too little', question('request', []), 7, /"request" is asked otherwise/],
    ['another kind of thing', question('describe', [5]), 7, /"describe" is asked otherwise, at 0: .*string/],
    ['a run without a seed', question('open', [{ ...RUN, seed: null }]), 7, /"open".* at 0\.seed/],
    ['an action without a box', question('open', [{ ...RUN, actions: [crash] }]), 7, /at 0\.actions\.0\.target\.box/],
    ['a time before the start', question('recall', [RUN, 1, -5]), 7, /at 2/],
    ['a search without an end', question('search', [RUN, { from: 1, count: Infinity }]), 7, /"search".* at 1\.count/],
    ['a file that is no base 64', question('holdFile', ['%']), 7, /"holdFile" is asked otherwise, at 0/],
    ['a file that is too large', question('holdFile', ['A'.repeat(1_400_000)]), 7, /"holdFile".* at 0/],
    ['an export of another kind', question('exportTrace', [RUN, 1, 'exe']), 7, /at 2/],
  ])('%s is refused, and why', (_, message, number, why) => {
    const pair = createPair('by hand')
    answerOver(pair.engine, echo())
    const heard: unknown[] = []
    pair.client.listen((reply) => heard.push(reply))
    pair.forge('engine', message)
    pair.flush()
    return Promise.resolve().then(() => {
      pair.flush()
      const refusal = { kind: 'refusal', number, error: { name: 'ProtocolError', message: expect.stringMatching(why) } }
      expect(heard).toEqual([refusal])
    })
  })

  test('from the engine ends the connection', async () => {
    const pair = createPair()
    const { engine, failure } = askOver(pair.client)
    const asked = engine.can()
    pair.forge('client', { kind: 'song', number: 1 })
    await expect(asked).rejects.toThrow('not of the protocol')
    await expect(failure).rejects.toThrow('not of the protocol')
  })

  test('an answer to no question changes nothing', async () => {
    const pair = createPair()
    answerOver(pair.engine, echo())
    const { engine } = askOver(pair.client)
    pair.forge('client', { kind: 'answer', number: 99, answer: 1 })
    expect(await engine.request(5)).toEqual([5])
  })
})

describe('a link', () => {
  test('keeps what is sent before anybody listens, and delivers in order when told to', () => {
    const pair = createPair('by hand')
    pair.client.send({ first: 1 })
    pair.client.send({ second: 2 })
    const heard: unknown[] = []
    pair.engine.listen((message) => heard.push(message))
    expect(heard).toEqual([])
    pair.flush()
    expect(heard).toEqual([{ first: 1 }, { second: 2 }])
  })

  test('over a port carries questions and answers', async () => {
    const { port1, port2 } = new MessageChannel()
    const close = answerOver(linkOverPort(port2), echo())
    const connection = askOver(linkOverPort(port1))
    expect(connection.heardAtMs()).toBeNull()
    expect(await connection.engine.request(5)).toEqual([5])
    expect(connection.heardAtMs()).not.toBeNull()
    close()
    connection.close()
    await expect(connection.engine.can()).rejects.toThrow('the link is closed')
  })
})

describe('as text', () => {
  test.each<[string, unknown, unknown]>([
    ['infinite numbers and none', [Infinity, -Infinity, NaN, 0.1], [Infinity, -Infinity, NaN, 0.1]],
    ['bytes', { held: Uint8Array.of(0, 255) }, { held: Uint8Array.of(0, 255) }],
    ['what looks like one of our marks', { $plain: 'NaN', x: [{ $plain: 1 }] }, { $plain: 'NaN', x: [{ $plain: 1 }] }],
    ['what is undefined', { a: undefined, b: [undefined] }, { b: [null] }],
  ])('%s', (_, message, read) => {
    expect(fromText(toText(message))).toEqual(read)
  })

  test('a mark that nobody writes is refused', () => {
    expect(() => fromText('{"$plain":{"run":"me"}}')).toThrow(SyntaxError)
  })
})

test('a client can ask everything that an engine answers', () => {
  expect([...QUESTION_NAMES].toSorted()).toEqual(Object.keys(QUESTIONS).toSorted())
})

test('a listener comes last, also where something was left out before it', async () => {
  const heard: unknown[][] = []
  const desk = new Proxy({} as EngineApi, {
    get: () => (...parameters: unknown[]) => (heard.push(parameters), Promise.resolve(null)), // prettier-ignore
  })
  const pair = createPair()
  onTestFinished(answerOver(pair.engine, desk))
  const { engine } = askOver(pair.client)
  await engine.can()
  await engine.can('x')
  expect(heard).toEqual([
    [undefined, expect.any(Function)],
    ['x', expect.any(Function)],
  ])
})
