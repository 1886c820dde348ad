/** Cleaning up after a run of a cluster of which a broker hangs. */
import { expect, test } from 'vitest'
import { CallError } from '~/kernel/call-error'
import type { LogRequest } from '../protocol/api'
import type { LiveCluster } from './cluster-node'
import type { LiveConnections } from './connections-node'
import { LiveLogServer } from './server-node'

test('topics are removed although a broker does not tell which groups it has, and that is told', async () => {
  const left = new Set(['boxes.a.orders', 'others'])
  const answer = (request: LogRequest) => {
    if (request.type === 'Metadata') return { topics: Array.from(left, (name) => ({ name })) }
    const { topics } = request as Extract<LogRequest, { readonly type: 'DeleteTopics' }>
    return {
      topics: topics.map((name) => ({ name, error: left.delete(name) ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION' })),
    }
  }
  const ask = (request: LogRequest) => Promise.resolve(answer(request))
  const place = { placeOf: () => ({ host: '127.0.0.1', port: 9 }), learn: () => undefined }
  const cluster = { size: 3, anyone: ask, whoever: ask, ...place } as unknown as LiveCluster
  const connections = {
    ask: (_: unknown, broker: number) =>
      broker === 0
        ? Promise.reject(new CallError('timeout', 'broker 0 has not answered'))
        : Promise.resolve({ response: { groups: [] } }),
  } as unknown as LiveConnections
  await expect(new LiveLogServer(cluster, connections, 'boxes.a.', true).clean()).rejects.toThrow(
    'broker 0 has not answered',
  )
  expect([...left]).toEqual(['others'])
})
