/** What comes over a socket never gets further than to whoever reads it, whatever it is, and whatever that does. */
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { Mailbox } from '~/host/links/mailbox'
import { question, serveSite, Visitor } from '../testing/serve-site'
import { readSocket } from './read-socket'

/** Made a number or a text, it throws. */
const HOSTILE = { toString: 1, valueOf: 1 }

test.each([
  ['a count of what was heard', [question(1, 'can'), { kind: 'heard', count: HOSTILE }]],
  ['the name of a link, first of all', [{ kind: 'resume', link: HOSTILE, heard: 0 }]],
  ['what was heard of no link', [{ kind: 'resume', link: 'a', heard: HOSTILE }]],
  ['the kind of a message', [{ kind: HOSTILE }]],
  ['all of a question', [{ kind: 'question', number: HOSTILE, name: HOSTILE, asked: HOSTILE }]],
])('%s that cannot be made a text or a number: the server answers, and goes on', async (_, messages) => {
  const server = await serveSite()
  const hostile = Visitor.with(server.port, { token: server.token() })
  await hostile.hears('welcome')
  for (const message of messages) hostile.say(message)
  hostile.say(question(2, 'can'))
  await expect.poll(() => hostile.heard.at(-1)).toMatchObject({ kind: 'answer', number: 2 })
})

test('a link goes on only with a count that is one', async () => {
  const server = await serveSite()
  const first = Visitor.with(server.port, { token: server.token() })
  const { key, link } = await first.hears('welcome')
  first.say(question(1, 'can'))
  await first.hears('answer')
  first.socket.terminate()
  await first.closed
  const second = Visitor.with(server.port, { key: String(key) })
  await second.hears('welcome')
  second.say({ kind: 'resume', link, heard: HOSTILE })
  await second.hears('over')
})

test('a mailbox takes nothing for a count that is none', () => {
  const mailbox = new Mailbox()
  mailbox.keep('a')
  for (const count of [HOSTILE, '1', [1], null, true, NaN, 1n]) expect(mailbox.letGo(count)).toBe(false)
  expect(mailbox.after(0)).toEqual(['a'])
})

test('a reader that throws is told of as a message that is none', () => {
  const socket = new EventEmitter() as unknown as WebSocket
  const told: string[] = []
  readSocket(socket, {
    take: () => {
      throw new TypeError('a fault of ours')
    },
    complain: (why) => told.push(why),
  })
  socket.emit('message', Buffer.from('{}'), false)
  expect(told).toEqual(['this message cannot be understood'])
})
