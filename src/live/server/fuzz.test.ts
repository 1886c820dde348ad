/** Malformed messages, drawn from a seed: each has a clear answer or ends the connection, the server lives, and nothing is done. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { QUESTION_NAMES } from '~/host/links/protocol'
import { question, serveSite, Visitor } from '../testing/serve-site'

/** Almost a question: one of its parts is anything. */
const almost = fc
  .record({
    kind: fc.oneof({ weight: 3, arbitrary: fc.constant('question') }, fc.string()),
    number: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 1_000 }) }, fc.anything()),
    name: fc.oneof(fc.constantFrom(...QUESTION_NAMES, '__proto__', 'constructor', 'toString'), fc.string()),
    asked: fc.oneof(fc.array(fc.anything(), { maxLength: 4 }), fc.anything()),
  })
  .map(written)
/** Almost a word about the link itself; what cannot be made a text or a number among it. */
const anything = fc.oneof(fc.anything(), fc.constantFrom({ toString: 1 }, { toString: 1, valueOf: 1 }, '__proto__'))
const aboutLink = fc
  .record({ kind: fc.constantFrom('heard', 'resume'), count: anything, link: anything, heard: anything })
  .map(written)
const message = fc.oneof(
  almost,
  aboutLink,
  almost.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.nat(200).map((depth) => '['.repeat(depth * 1_000)),
  fc.nat(20).map((depth) => '{"$plain":'.repeat(depth) + '1' + '}'.repeat(depth)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
)

function written(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => (typeof value === 'bigint' ? 1 : value))
}

/** Questions that the drawn messages may truly ask, since they take nothing or any text. */
const HARMLESS = ['can', 'leave', 'fork', 'describe', 'prepare', 'events', 'request', 'worlds', 'recording', 'stores']

test.each([1, 2, 3, 4])('seed %d', async (seed) => {
  const server = await serveSite()
  const messages = fc.sample(message, { seed, numRuns: 300 })
  const token = server.token()
  let visitor = Visitor.with(server.port, { token })
  const key = String((await visitor.hears('welcome'))['key'])
  let answered = 0
  for (const each of messages) {
    const before = visitor.heard.length
    const isOpen = visitor.socket.readyState === visitor.socket.OPEN
    if (!isOpen) {
      visitor = Visitor.with(server.port, { key })
      await visitor.hears('welcome')
    }
    visitor.say(each)
    const heard = new Promise<void>((resolve) => visitor.socket.once('heard', () => resolve()))
    await Promise.race([heard, visitor.closed])
    if (visitor.heard.length > before) answered++
  }
  expect(answered).toBeGreaterThan(messages.length / 2)
  const refusals = visitor.heard.filter(({ kind }) => kind === 'refusal')
  for (const { error } of refusals) {
    expect(error).toMatchObject({ name: 'ProtocolError', message: expect.stringMatching(/.{10}/) })
  }
  expect(server.asked.filter((name) => !HARMLESS.includes(name))).toEqual([])
  // It is still there for who behaves.
  const last = Visitor.with(server.port, { key })
  await last.hears('welcome')
  last.say(question(1, 'can'))
  await last.hears('answer')
})
