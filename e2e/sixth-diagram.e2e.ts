/**
 * Adding a diagram takes one folder, and so does adding a kind of store: a copy of the project with an invented sixth diagram in
 * `simulations/` that stands on an invented store in `src/infra/`, and nothing else edited, has both in its catalog, tools, routes,
 * pages and tests.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Run } from '~/kernel/run'
import { ROOT } from '../scripts/root.mjs'
import { axe, openBrowser, type TestBrowser } from './browser'
import { serveFolder, type Served } from './serve-folder'
import { addDrawing, addFolder } from './sixth-folders'

/** What a clone does not hold. */
const LEFT_OUT = new Set(['.git', '.cache', 'dist', 'node_modules'])

let copy: string
let site: Served
let browser: TestBrowser
let complaints: string

beforeAll(async () => {
  copy = mkdtempSync(path.join(tmpdir(), 'sixth-'))
  for (const name of readdirSync(ROOT)) {
    if (!LEFT_OUT.has(name)) cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true })
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction')
  // What PostgreSQL boots from takes seconds to make, and has nothing to do with diagrams.
  cpSync(path.join(ROOT, '.cache', 'postgres'), path.join(copy, '.cache', 'postgres'), { recursive: true })
  addFolder(copy, 'sixth-store', 'src/infra/shelf')
  addFolder(copy, 'sixth-diagram', 'simulations/tickets')
  addDrawing(copy, 'simulations/sketch')
  complaints = run('scripts/build.mjs').stderr
  site = await serveFolder(copy)
  browser = await openBrowser()
}, 240_000)

afterAll(async () => {
  await browser?.close()
  await site?.close()
  if (copy !== undefined) rmSync(copy, { recursive: true, force: true })
})

/** Runs a program of the copy; gives its stdout. Throws with all it said if it fails. */
function node(...args: readonly string[]): string {
  return run(...args).stdout
}

function run(...args: readonly string[]) {
  // Not the environment of the test that is running: the copy has tests of its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS)/.test(name)))
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`)
  return { stdout, stderr }
}

const tool = (...args: readonly string[]) => node('scripts/run-cli.mjs', ...args)

test('it builds without a word about packages that others wrote', () => {
  expect(complaints).toBe('')
})

test('it compiles, and breaks no rule', () => {
  node('node_modules/typescript/bin/tsc')
  node('node_modules/oxlint/bin/oxlint', '--deny-warnings')
})

test('the tools know it, and prove its claim both ways', () => {
  expect(tool('sim', '--list')).toMatch(/tickets[\s\S]*crowds[\s\S]*one-step/)
  expect(tool('claims', 'tickets', '--seeds', '3')).toMatch(/held in 3 of 3[\s\S]*violated in 3 of 3[\s\S]*sold twice/)
  expect(tool('fuzz', 'tickets', '--seeds', '5')).toContain('no invariant was violated')
})

test('its own tests run, and those that go through the catalog see it', () => {
  const report = path.join(copy, 'report.json')
  const args = ['--reporter=default', '--reporter=json', `--outputFile=${report}`]
  node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'unit',
    ...args,
    'tickets',
    'walk',
    'posters',
    'geometry',
    'stores.test',
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: readonly { name: string; assertionResults: readonly { fullName: string; status: string }[] }[]
  }
  const passed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'passed'),
  )
  expect(testResults.some(({ name }) => name.endsWith('simulations/tickets/tickets.test.ts'))).toBe(true)
  expect(passed.some(({ fullName }) => fullName.includes(`the kind 'shelf'`))).toBe(true)
  expect(passed.some(({ fullName }) => fullName.includes('names a store'))).toBe(true)
  expect(passed.filter(({ fullName }) => fullName.includes('tickets')).length).toBeGreaterThan(2)
})

test('the gallery draws it and plays its recording', async () => {
  const { page } = await browser.newPage()
  await page.goto(site.url)
  const section = page.locator('.gallery-section').filter({ hasText: 'Ticket office' })
  await section.scrollIntoViewIfNeeded()
  await expect.poll(() => section.locator('.recording-note').innerText()).toMatch(/Recording of a real run/)
  expect((await fetch(`${site.url}architecture/tickets.svg`)).status).toBe(200)
  expect(await (await fetch(`${site.url}oembed/tickets.json`)).json()).toMatchObject({ title: 'Ticket office' })
})

test('one that is only drawn is said to be so, wherever it is named', async () => {
  const { page, problems } = await browser.newPage()
  await page.goto(site.url)
  const section = page.locator('.gallery-section').filter({ hasText: 'Bus stop' })
  await section.getByText('not live yet').waitFor()
  expect(await section.getByRole('link', { name: /Open playground/ }).count()).toBe(0)
  expect(await page.locator('.gallery-opening').innerText()).toMatch(
    /^Seven systems, .*Six run, one is drawn so far\./s,
  )
  for (const address of ['d/sketch/', 'embed/sketch/']) {
    await page.goto(`${site.url}${address}`)
    expect(await page.locator('h1').innerText()).toBe('Bus stop is not live yet.')
  }
  await page.goto(`${site.url}real/`)
  await page.getByText('Bus stop: not live yet, and marked so.').waitFor()
  expect(problems).toEqual([])
})

test('its page runs it to the hash that the tool gives, and shows the guilty request', async () => {
  const { traceHash } = JSON.parse(tool('sim', 'tickets', '--seed', '7', '--json')) as { traceHash: string }
  const { page } = await browser.newPage()
  await page.goto(`${site.url}d/tickets/?seed=7`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByLabel('Speed').selectOption('100')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
  expect(await page.getByTestId('hash').innerText()).toBe(traceHash)
  expect(await axe(page)).toEqual([])
  await page.goto(`${site.url}d/tickets/?seed=7&without=one-step`)
  await page.locator('.stage[data-live="true"]').waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await page
    .getByText(/Seat \d+ was sold twice/)
    .first()
    .waitFor()
  expect(await page.locator('.box-guilty').count()).toBeGreaterThan(0)
  await page.getByText('every step of the request').click()
  // What the store is asked reads as its kind says.
  await page.locator('.waterfall').getByText('shelf LOOK').first().waitFor()
})

test('its frame is a picture that runs', async () => {
  const { page } = await browser.newPage({ width: 820, height: 560 })
  await page.goto(`${site.url}embed/tickets/?seed=7`)
  await page.getByRole('button', { name: 'Run it live' }).click()
  await expect.poll(() => page.getByTestId('figure-office').innerText()).toMatch(/[1-9]\d*\/s/)
})

describe('its store, an invented kind', () => {
  test('has its engines in the tools', () => {
    const run = (...args: readonly string[]) =>
      JSON.parse(tool('sim', 'tickets', '--seed', '7', '--json', ...args)) as { run: Run; traceHash: string }
    expect(run('--shelf', 'granite').run.engines).toEqual({ shelf: 'granite' })
    expect(tool('sim', '--help')).toMatch(/--shelf ENGINE .*Shelf.*: papyrus or granite/)
    expect(() => tool('sim', 'tickets', '--shelf', 'glass')).toThrow(
      /--shelf cannot be "glass"; allowed: papyrus, granite/,
    )
  })

  test('has its panels, prompt and verbs in the inspector', async () => {
    const { page } = await browser.newPage()
    await page.goto(`${site.url}d/tickets/?seed=7&shelf=granite`)
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.locator('.timeline-more').click()
    expect(await page.locator('.timeline-real').innerText()).toContain('Shelf')
    await page.locator('.timeline-more').click()
    await page.getByLabel('Speed').selectOption('100')
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.getByRole('button', { name: 'Replay', exact: true }).waitFor()
    expect(page.url()).toContain('shelf=granite')
    await page.locator('.react-flow__node[data-id="seats"]').click()
    const inspector = page.locator('.inspector')
    await inspector.locator('.inspector-head').getByText('Granite 2.0').waitFor()
    await inspector.getByText(/^Granite 2\.0, .*: \d+ taken$/).waitFor()
    expect(await axe(page)).toEqual([])

    const rows = inspector.locator('.store-open')
    await expect.poll(() => rows.first().innerText()).toBe('thing 1')
    const first = inspector.getByRole('row').filter({ hasText: 'thing 1' }).first()
    expect(await first.innerText()).toMatch(/1,234\s+new/)
    await inspector.getByRole('button', { name: 'Later' }).click()
    await expect.poll(() => rows.first().innerText()).toBe('thing 11')
    await inspector.getByRole('searchbox').fill('thing 42')
    await expect.poll(() => rows.count()).toBe(1)
    await rows.first().click()
    // Whatever a store holds is text, and never a part of the page.
    await inspector.getByRole('region', { name: 'Marks of thing 42' }).getByText('<b>thing 42</b>').waitFor()
    await inspector.getByRole('button', { name: '‹ Things' }).click()

    const lanes = inspector.locator('.lane')
    expect(await lanes.count()).toBe(2)
    for (const mark of ['log start', 'high watermark', 'end', 'readers', 'kept']) {
      expect(await lanes.last().innerText()).toContain(mark)
    }

    const prompt = inspector.getByLabel('shelf>')
    const type = async (line: string) => {
      await prompt.fill(line)
      await prompt.press('Enter')
      return () => inspector.locator('.prompt-answer').last().innerText()
    }
    await expect.poll(await type('COUNT')).toMatch(/^\d+ taken, 0 lines$/)
    await expect.poll(await type('JOT a')).toBe('that would write')
    await page.locator('.inspector-break').click()
    const menu = page.getByRole('dialog', { name: /^Break it/ })
    await menu.getByRole('button', { name: /^More/ }).click()
    await menu.getByRole('button', { name: 'Smudge the ink' }).waitFor()
    // The prompt speaks for it.
    expect(await menu.getByRole('button', { name: 'Jot something down' }).count()).toBe(0)
  })

  test('writes at its prompt as part of the run', async () => {
    const { page } = await browser.newPage()
    await page.goto(`${site.url}d/tickets/?seed=7`)
    await page.locator('.stage[data-live="true"]').waitFor()
    await page.locator('.react-flow__node[data-id="seats"]').click()
    await page.getByLabel('lines may write').check()
    await page.getByLabel('shelf>').fill('JOT hello')
    await page.getByLabel('shelf>').press('Enter')
    await page.getByText('jotted JOT hello').waitFor()
    await expect.poll(() => page.url()).toMatch(/do=jot:seats=JOT/)
  })

  test('stands on the page that says what is real', async () => {
    const { page } = await browser.newPage()
    await page.goto(`${site.url}real/`)
    await page.locator('#runs').getByText('on which TAKE gives each thing once').waitFor()
    await page.locator('#not-shown').getByText('Shelves gather none here.').waitFor()
  })
})
