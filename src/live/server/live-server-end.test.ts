/** The end of a live server: it waits for the engines of its pages, takes nobody in any more, and one that never listened leaves nothing. */
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { OwnedEngine } from '~/host/api'
import { question, serveSite, Visitor } from '../testing/serve-site'

test('it has ended when the engine of every page has', async () => {
  const steps: string[] = []
  let endNow: () => void = () => undefined
  const desk = {
    can: () => Promise.resolve({ rewind: true, fork: true }),
    leave: () => Promise.resolve(),
    end: async () => {
      steps.push('ending')
      await new Promise<void>((resolve) => (endNow = resolve))
      steps.push('ended')
    },
  } as unknown as OwnedEngine
  const server = await serveSite({ desk: () => desk })
  const page = Visitor.with(server.port, { token: server.token() })
  await page.hears('welcome')
  page.say(question(1, 'can'))
  await page.hears('answer')
  const closed = server.close().then(() => steps.push('closed'))
  await expect.poll(() => steps).toContain('ending')
  await page.closed
  endNow()
  await closed
  expect(steps).toEqual(['ending', 'ended', 'closed'])
})

test('a server whose port is taken leaves no timer that would tell of nobody later', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
    taken.close()
  })
  const { port } = taken.address() as AddressInfo
  await expect(serveSite({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect(vi.getTimerCount()).toBe(0)
})
