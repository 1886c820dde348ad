/** A contract of one's own: dropped, checked, stored and asked; the run opens again where the file is, and says so where it is not. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axe, browserOfFile, siteUrl } from './browser'

const site = { url: siteUrl() }
const browser = browserOfFile()
const CODE = path.join(import.meta.dirname, '..', 'contracts', 'artifacts', 'collection.wasm')
const RUN = 'd/nft-marketplace/?seed=7&set=blockMs:1%20s'

const box = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
const live = (page: Page) => page.locator('.stage[data-live="true"]').waitFor()

/** Types a line and gives what is printed. */
async function ask(page: Page, line: string): Promise<string> {
  const prompt = page.getByLabel('terra>')
  const answers = page.locator('.prompt-answer')
  const before = await answers.count()
  await prompt.fill(line)
  await prompt.press('Enter')
  await expect.poll(() => answers.count()).toBe(before + 1)
  return answers.last().innerText()
}

/** Plays until a block has come. */
async function nextBlock(page: Page): Promise<void> {
  const height = async () => Number(/block (\d+)/.exec(await box(page, 'chain').innerText())?.[1] ?? 0)
  const before = await height()
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await expect.poll(height).toBeGreaterThan(before + 1)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
}

test('a contract that is dropped is stored, made and asked, and its run wants it again elsewhere', async () => {
  const { page } = await browser.newPage()
  await page.goto(`${site.url}${RUN}`)
  await live(page)
  await nextBlock(page)
  await box(page, 'chain').click()
  await page.getByRole('button', { name: 'A contract of your own' }).click()
  const drop = page.locator('.file-drop input')
  await drop.setInputFiles({ name: 'not.wasm', mimeType: 'application/wasm', buffer: Buffer.from('no module') })
  await page.getByText('not.wasm: refused').waitFor()
  expect(await page.getByRole('button', { name: /Store it/ }).count()).toBe(0)
  await drop.setInputFiles({ name: 'large.wasm', mimeType: 'application/wasm', buffer: Buffer.alloc(900_000) })
  await page.getByText('900,000 bytes: at most 819,200 are read').waitFor()
  await drop.setInputFiles(CODE)
  await page.getByRole('button', { name: 'Store it on the chain, as ada' }).click()
  await page
    .locator('.file-done')
    .getByText(/^tx [0-9A-F]{64}/)
    .waitFor()
  expect(await axe(page)).toEqual([])

  await nextBlock(page)
  await page.getByLabel(/^lines may write/).check()
  expect(await ask(page, 'codes')).toMatch(/^code 4 /m)
  const owner = 'terra1t62ktx3zfc482jtf85vj34vpehk6mr3dnmx72a'
  expect(await ask(page, `instantiate ada 4 mine {"name":"Mine","symbol":"M","minter":"${owner}"}`)).toMatch(/^tx /)
  await nextBlock(page)
  expect(await ask(page, 'query mine {"contract_info":{}}')).toContain('"name": "Mine"')

  // The address names the file by its checksum: here it is known, also after a reload.
  await expect.poll(() => decodeURIComponent(page.url())).toMatch(/store-code:chain=[0-9a-f]{64}@/)
  const address = page.url()
  await page.reload()
  await live(page)

  // Nobody else has it.
  const { page: other } = await browser.newPage({ width: 375, height: 812, colorScheme: 'dark' })
  await other.goto(address)
  await other.getByRole('heading', { name: 'This run wants a file' }).waitFor()
  await other.getByText(/a \.wasm file that is not here: the one whose SHA-256 is [0-9a-f]{64}/).waitFor()
  expect(await axe(other)).toEqual([])
  const wanted = other.locator('.boot-failure .file-drop input')
  await wanted.setInputFiles({ name: 'other.wasm', mimeType: 'application/wasm', buffer: Buffer.from('another') })
  await other.getByText('other.wasm is another file').waitFor()
  await wanted.setInputFiles(CODE)
  await live(other)
  expect(await other.getByRole('heading', { name: 'This run wants a file' }).count()).toBe(0)
})
