/** The view on the built site, in a real browser: what a visitor sees, presses and hears. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { browserOfFile, pictures, siteUrl, type PageOptions } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()

/** How often the page has asked its engine anything. */
const questions = (page: Page) => page.evaluate(() => (globalThis as unknown as { questions: number }).questions)

/** Asks the engine something and waits for the answer, which comes after those of all earlier questions. */
async function askEngine(page: Page): Promise<void> {
  await box(page, 'redis').click()
  const prompt = page.getByLabel('redis>')
  await prompt.fill('PING')
  await prompt.press('Enter')
  await expect.poll(() => page.locator('.prompt-answer').last().innerText()).toBe('PONG')
}

/** Opens the rate limiter, ready to play. A short run with little load keeps the tests quick. */
async function openPlayground(query = '', options: PageOptions = {}) {
  const watched = await browser.newPage(options)
  await watched.page.addInitScript(() => {
    const counted = Object.assign(globalThis, { questions: 0 })
    const { postMessage } = Worker.prototype
    Worker.prototype.postMessage = function (this: Worker, ...sent: [never]) {
      counted.questions++
      return postMessage.apply(this, sent)
    }
  })
  const address = `${site.url}d/rate-limiter/?${query}`
  await watched.page.goto(address)
  await watched.page.locator('.stage[data-live="true"]').waitFor()
  return watched
}

const CALM = 'scenario=steady&seed=7&duration=1000&do=rate:clients=300@0&do=rate:abuser=50@0'

const text = (page: Page, id: string) => page.getByTestId(id).innerText()
const count = async (page: Page) => Number((await text(page, 'events')).replaceAll(',', ''))
const time = async (page: Page) => {
  const [minutes, seconds] = (await text(page, 'time')).split(':') as [string, string]
  return Number(minutes) * 60_000 + Number(seconds) * 1000
}
const box = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true }).click()
const pause = (page: Page) => page.getByRole('button', { name: 'Pause', exact: true }).click()
const ended = (page: Page) => page.getByRole('button', { name: 'Replay', exact: true }).waitFor()

describe('the transport', () => {
  test('plays, moves the figures, and stops', async () => {
    const { page } = await openPlayground(CALM)
    await play(page)
    await expect.poll(() => time(page)).toBeGreaterThan(300)
    expect(await text(page, 'figure-clients')).toMatch(/\d+ rps/)
    await pause(page)
    // What had been asked of the engine before still comes, and before anything that is asked later.
    await askEngine(page)
    const [asked, at] = [await questions(page), await count(page)]
    await pictures(page, 30)
    expect([await questions(page), await count(page)]).toEqual([asked, at])
  })

  test('steps exactly one event', async () => {
    const { page } = await openPlayground(CALM)
    for (let step = 0; step < 3; step++) {
      const before = await count(page)
      await page.getByRole('button', { name: 'Step one event' }).click()
      await expect.poll(() => count(page)).toBe(before + 1)
    }
  })

  test('obeys the keyboard, but not while somebody types', async () => {
    const { page } = await openPlayground(CALM)
    await page.keyboard.press('.')
    await expect.poll(() => count(page)).toBeGreaterThan(0)
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    await page.keyboard.press(']')
    expect(await page.getByLabel('Speed').inputValue()).toBe('2')
    await page.locator('.run-menu > summary').click()
    await page.getByLabel('Seed').fill('8')
    await page.keyboard.press('.')
    expect(await page.getByLabel('Seed').inputValue()).toBe('8.')
    await page.keyboard.press('Escape')
    await page.locator('.run-menu:not([open])').waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Help' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Help' }).waitFor({ state: 'hidden' })
  })

  test('stops asking while nobody looks', async () => {
    const { page } = await openPlayground(CALM.replace('duration=1000', 'duration=60000'), { height: 300, width: 375 })
    await play(page)
    await expect.poll(() => count(page)).toBeGreaterThan(0)
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    // Questions that were on their way have their answers once thirty pictures in a row bring no event.
    const isStill = async () => {
      const [asked, at] = [await questions(page), await count(page)]
      await pictures(page, 30)
      return (await questions(page)) === asked && (await count(page)) === at
    }
    await expect.poll(isStill).toBe(true)
    const at = await count(page)
    await page.evaluate(() => window.scrollTo(0, 0))
    await expect.poll(() => count(page)).toBeGreaterThan(at)
  })
})

describe('breaking things', () => {
  test('with the keyboard alone: crash Redis, and the shadow cache takes over', async () => {
    const { page } = await openPlayground(CALM.replace('duration=1000', 'duration=20000'))
    await page.keyboard.press('Space')
    await box(page, 'gateway').focus()
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['id'])).toBe('redis')
    await page.keyboard.press('b')
    await page.locator('[data-break-first]').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-break-button'))).toBe(true)
    for (let presses = 0; presses < 30; presses++) {
      if ((await page.evaluate(() => document.activeElement?.textContent?.endsWith('Crash'))) === true) break
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Enter')
    await expect.poll(() => box(page, 'redis').innerText()).toContain('crashed')
    await expect.poll(() => text(page, 'figure-shadow')).toMatch(/deciding/)
    await expect.poll(() => page.getByTestId('announcer').innerText()).toMatch(/Redis: crashed/)
    await expect.poll(() => page.url()).toMatch(/do=crash:redis@/)
    await page.getByRole('button', { name: 'Heal', exact: true }).click()
    await expect.poll(() => box(page, 'redis').innerText()).not.toContain('crashed')
  })

  test('cuts an arrow', async () => {
    const { page } = await openPlayground(CALM)
    await page.locator('.react-flow__edge[data-id="gateway~redis"]').focus()
    await page.keyboard.press('b')
    await page.getByRole('button', { name: 'Partition', exact: true }).click()
    await page.getByRole('button', { name: /^Partition since/ }).waitFor()
  })

  test('takes load controls as acts of the run', async () => {
    const { page } = await openPlayground(CALM)
    await play(page)
    await page.getByRole('button', { name: /of Clients: set it/ }).click()
    await page.getByRole('button', { name: /burst/ }).click()
    await expect.poll(() => page.url()).toMatch(/do=burst:clients=500@/)
  })
})

describe('the inside of Redis', () => {
  test('answers PING and ZRANGE, remembers lines, and records what writes', async () => {
    const { page } = await openPlayground(CALM)
    await play(page)
    await expect.poll(() => time(page)).toBeGreaterThan(400)
    await pause(page)
    await box(page, 'redis').click()
    const key = page.locator('.store-open').first()
    await key.waitFor()
    const name = (await key.getAttribute('title'))!
    const prompt = page.getByLabel('redis>')
    await prompt.fill('PING')
    await prompt.press('Enter')
    await expect.poll(() => page.locator('.prompt-answer').last().innerText()).toBe('PONG')
    await prompt.fill(`ZRANGE ${name} 0 0 WITHSCORES`)
    await prompt.press('Enter')
    await expect.poll(() => page.locator('.prompt-answer').last().innerText()).toMatch(/^1\) "[^"]+"\n2\) "\d+/)
    for (const key of ['ArrowUp', 'ArrowUp']) await prompt.press(key)
    expect(await prompt.inputValue()).toBe('PING')
    await prompt.fill('SET visitor "was here"')
    await prompt.press('Enter')
    await page.getByRole('button', { name: 'Let them, and write it' }).click()
    await expect.poll(() => page.locator('.prompt-answer').last().innerText()).toBe('OK')
    await expect.poll(() => page.url()).toMatch(/do=command:redis=SET/)
    await key.click()
    await page.getByRole('region', { name: /Members of/ }).waitFor()
  })

  test('shows the Lua that runs in it', async () => {
    const { page } = await openPlayground(CALM)
    await box(page, 'redis').click()
    await page.getByRole('tab', { name: 'Code' }).click()
    expect(await page.locator('.code').innerText()).toContain('ZREMRANGEBYSCORE')
    expect(await page.locator('.code .code-string').count()).toBeGreaterThan(3)
  })
})

describe('the address', () => {
  test('reproduces the trace hash', async () => {
    const { page } = await openPlayground(CALM.replace('duration=1000', 'duration=600'))
    await page.getByLabel('Speed').selectOption('5')
    await page.getByRole('button', { name: 'Step one event' }).click() // Not played: a run that is over takes no burst.
    await page.getByRole('button', { name: /of Clients: set it/ }).click()
    await page.getByRole('button', { name: /burst/ }).click()
    await play(page)
    await ended(page)
    const [hash, events] = [await text(page, 'hash'), await count(page)]
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
    await expect.poll(() => page.url()).toMatch(/burst/)
    await page.goto(page.url())
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.getByLabel('Speed').selectOption('100')
    await play(page)
    await ended(page)
    expect([await text(page, 'hash'), await count(page)]).toEqual([hash, events])
  })

  test('leaves out what does not fit, and names it as plain text', async () => {
    const broken = 'seed=x&without=__proto__&do=melt:redis@5&set=algorithm:magic&scenario=<b>bold</b>&redis=oracle'
    const { page } = await openPlayground(broken)
    const notices = page.getByRole('status', { name: 'About the address' })
    for (const part of ['x', '__proto__', 'melt', 'magic', '<b>bold</b>', 'oracle']) {
      expect(await notices.innerText()).toContain(part)
    }
    await play(page)
    await expect.poll(() => count(page)).toBeGreaterThan(0)
  })
})

describe('what stays when things go wrong', () => {
  test('a worker that does not start leaves the still picture and says what happened', async () => {
    const { page, problems } = await browser.newPage()
    await page.route(/engine\.worker/, (route) => route.abort())
    await page.goto(`${site.url}d/rate-limiter/`)
    const failure = page.getByRole('alert')
    await failure.getByText('The engine stopped').waitFor()
    expect(await page.locator('.stage-poster svg[role="img"]').count()).toBe(1)
    await page.unroute(/engine\.worker/)
    problems.length = 0
    await failure.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.stage[data-live="true"]').waitFor()
  })

  test('a script without end is given up, and all that was done before it stays', async () => {
    const { page, problems } = await openPlayground(CALM)
    await box(page, 'redis').click()
    const prompt = page.getByLabel('redis>')
    const type = (line: string) => prompt.fill(line).then(() => prompt.press('Enter'))
    await type('SET a b')
    await page.getByRole('button', { name: 'Let them, and write it' }).click()
    await expect.poll(() => page.url()).toMatch(/do=command:redis=SET/)
    await type('EVAL "while true do end" 0')
    await page.locator('.boot-failure').waitFor()
    await page.getByRole('button', { name: 'Start without what was done' }).waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.stage[data-live="true"]').waitFor()
    expect(page.url()).toMatch(/do=command:redis=SET/)
    expect(page.url()).not.toMatch(/EVAL/)
    await page.locator('.run-menu > summary').click()
    await page.getByText('3 changes of yours are part of this run').waitFor()
    problems.length = 0
  })

  test('without Valkey the mock takes over', async () => {
    const { page, problems } = await browser.newPage()
    await page.route(/valkey.*\.wasm/, (route) => route.abort())
    await page.goto(`${site.url}d/rate-limiter/?${CALM}`)
    await page.getByRole('button', { name: 'Use ioredis-mock instead' }).click()
    await page.locator('.stage[data-live="true"]').waitFor()
    await play(page)
    await expect.poll(() => count(page)).toBeGreaterThan(0)
    await box(page, 'redis').click()
    await page.locator('.inspector-head').getByText('ioredis-mock').waitFor()
    // Some browsers note on the console that the file was not to be had.
    expect(problems.splice(0).filter((problem) => !problem.includes('valkey'))).toEqual([])
  })
})

describe('every screen', () => {
  test.each([
    ['', 375, 812],
    ['d/rate-limiter/', 375, 812],
    ['embed/', 375, 812],
    ['real/', 375, 812],
    ['embed/rate-limiter/', 375, 812],
    ['d/rate-limiter/', 768, 1024],
    ['d/rate-limiter/', 1025, 768],
  ])('/%s at %d × %d does not scroll sideways', async (route, width, height) => {
    const { page } = await browser.newPage({ width, height })
    await page.goto(site.url + route)
    await page.locator('.page-header, .embed-still, .stage[data-live="true"]').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  })

  test('the wheel over the diagram scrolls the page', async () => {
    const { page } = await openPlayground(CALM, { width: 900, height: 600 })
    await page.locator('.stage').hover()
    await page.mouse.wheel(0, 200)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
  })

  test('with reduced motion nothing moves by itself and no dots are painted', async () => {
    const { page } = await openPlayground(`${CALM}&play=1`, { reducedMotion: 'reduce' })
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    expect(await page.locator('.stage-dots').count()).toBe(0)
    await page.getByText('line weight = rate').waitFor()
  })
})

describe('the embed', () => {
  test('shows the graph and a slim transport, in the theme it is told', async () => {
    const { page } = await browser.newPage({ width: 820, height: 560 })
    await page.goto(`${site.url}embed/rate-limiter/?theme=dark&autoplay=1&${CALM}`)
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('.playground-header, .claims, .inspector').count()).toBe(0)
  })

  test('can be without controls', async () => {
    const { page } = await browser.newPage({ width: 820, height: 560 })
    await page.goto(`${site.url}embed/rate-limiter/?controls=none&autoplay=1`)
    await page.locator('.stage[data-live="true"]').waitFor()
    expect(await page.getByRole('group', { name: 'Transport' }).count()).toBe(0)
  })
})
