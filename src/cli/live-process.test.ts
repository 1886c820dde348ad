/** What brings the live server to its end: it hears of all of it, once, and ends in order. */
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { hearOfTheEnd, siteFolder } from './live-process'

class OwnProcess extends EventEmitter {
  connected = false
  readonly codes: number[] = []
  exit(code: number) {
    this.codes.push(code)
  }
}

function hear() {
  const own = new OwnProcess()
  const told: string[] = []
  const end = hearOfTheEnd((line) => told.push(line), own as unknown as NodeJS.Process)
  return { own, told, end }
}

test.each(['uncaughtException', 'unhandledRejection'])('%s: told in one line, and an end in order', async (name) => {
  const { own, told, end } = hear()
  expect(end.code).toBe(0)
  own.emit(name, new Error('a parser stumbled\nover this'))
  expect(await end.now).toBe('fault')
  expect(end.code).toBe(1)
  own.emit(name, 'once more')
  expect(told).toEqual([
    expect.stringMatching(/^The live server has failed and ends: a parser stumbled, at .*live-process\.test\.ts/),
    'The live server has failed and ends: once more',
  ])
  expect(told.join('')).not.toContain('\n')
  expect(own.codes).toEqual([])
})

test('who fails without end is ended', () => {
  const { own, told } = hear()
  for (let fault = 0; fault <= 20; fault++) own.emit('uncaughtException', new Error('again'))
  expect(own.codes).toEqual([1])
  expect(told.length).toBeLessThanOrEqual(21)
})

test('a signal ends it, a second one at once', async () => {
  const { own, end } = hear()
  own.emit('SIGINT')
  expect(await end.now).toBe('asked')
  expect(end.code).toBe(0)
  own.emit('SIGTERM')
  expect(own.codes).toEqual([1])
})

test('who cannot be asked to build the site has not built it', async () => {
  const { own } = hear()
  const send = (_message: unknown, _handle: unknown, _options: unknown, told: (error: Error | null) => void) =>
    told(new Error('the channel is closed'))
  const process = Object.assign(own, { send }) as unknown as NodeJS.Process
  await expect(siteFolder(process)).rejects.toThrow('could not be built')
})

test('it does not outlive whoever has started it', async () => {
  const { own, end } = hear()
  own.emit('disconnect')
  expect(await end.now).toBe('alone')
})
