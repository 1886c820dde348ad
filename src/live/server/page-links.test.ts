/** The link of a page outlives its socket, for that page alone, and not for ever. */
import { expect, test } from 'vitest'
import { question, serveSite, Visitor } from '../testing/serve-site'

const again = (link: unknown, heard: number) => ({ kind: 'resume', link, heard })

async function lost(server: Awaited<ReturnType<typeof serveSite>>) {
  const first = Visitor.with(server.port, { token: server.token() })
  const { key, link } = await first.hears('welcome')
  first.say(question(1, 'can'))
  first.say(question(2, 'leave'))
  await first.hears('answer')
  first.socket.terminate()
  await first.closed
  return { key: String(key), link }
}

test('a page whose socket was lost goes on with its link, and hears what it has not heard', async () => {
  const server = await serveSite()
  const { key, link } = await lost(server)
  const second = Visitor.with(server.port, { key })
  await second.hears('welcome')
  second.say(again(link, 1))
  await expect
    .poll(() => second.heard.slice(1))
    .toEqual([
      { kind: 'resumed', heard: 2 },
      { kind: 'answer', number: 2, answer: [] },
    ])
  second.say(question(3, 'can'))
  await expect.poll(() => second.heard.at(-1)).toEqual({ kind: 'answer', number: 3, answer: [] })
  expect(server.asked).toEqual(['can', 'leave', 'can'])
})

test('it cannot take the link of another page, nor one that there is not, nor say that it has heard what was not said', async () => {
  const server = await serveSite()
  const { key, link } = await lost(server)
  const other = Visitor.with(server.port, { token: server.token() })
  await other.hears('welcome')
  other.say(again(link, 1))
  await other.hears('over')
  for (const [name, heard] of [
    ['0'.repeat(32), 1],
    [link, 9],
    [link, -1],
    [link, 0.5],
    ['__proto__', 0],
  ] as const) {
    const page = Visitor.with(server.port, { key })
    await page.hears('welcome')
    page.say(again(name, heard))
    await page.hears('over')
  }
  expect(server.asked).toEqual(['can', 'leave'])
})

test('it is let go after a while, and at once if it has closed the link', async () => {
  const server = await serveSite({ awayMsMax: 1 })
  const { key, link } = await lost(server)
  await expect.poll(() => server.ended()).toBe(1)
  const late = Visitor.with(server.port, { key })
  await late.hears('welcome')
  late.say(again(link, 1))
  await late.hears('over')
  const patient = await serveSite()
  const page = Visitor.with(patient.port, { token: patient.token() })
  await page.hears('welcome')
  page.say(question(1, 'can'))
  await page.hears('answer')
  page.socket.close(1001)
  await expect.poll(() => patient.ended()).toBe(1)
})
