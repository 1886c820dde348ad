/** A store as its connector gets it: what the store tells of other servers is looked at before anybody connects to them. */
import { expect, test } from 'vitest'
import { liveKinds } from './options'
import { plainStore } from './plain-store'

const KAFKA = liveKinds.find(({ name }) => name === 'log')!
const place = KAFKA.option.read('127.0.0.1:9092')
const REMOTE = { host: '192.0.2.1', port: 9092 }

test('servers elsewhere are connected to only if their owner has said so', async () => {
  const store = plainStore({ kind: KAFKA, place, processes: [] })
  await expect(store.settle!({ host: '127.0.0.1', port: 9093 })).resolves.toEqual({ host: '127.0.0.1', port: 9093 })
  await expect(store.settle!(REMOTE)).rejects.toThrow(/192\.0\.2\.1:9092 is not on this machine/)
  const owned = plainStore({ kind: KAFKA, place, processes: [], isOwned: true })
  await expect(owned.settle!(REMOTE)).resolves.toEqual(REMOTE)
})
