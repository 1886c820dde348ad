/** A collector of OpenTelemetry for tests. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'

/** What a collector answers. */
export interface Answer {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A collector on a free port that gives these answers, the last of them for ever, and keeps what it was sent. */
export async function collector(...answers: Answer[]) {
  const bodies: { readonly spans: number; readonly body: unknown }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (piece) => (text += String(piece)))
    request.on('end', () => {
      const body = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] }
      const spans = body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)).length
      bodies.push({ spans, body })
      expect(request.url).toBe('/v1/traces')
      expect(request.headers['content-type']).toBe('application/json')
      const {
        status = 200,
        headers = {},
        body: answer = '{}',
      } = (answers.length > 1 ? answers.shift() : answers[0]) ?? {}
      response.writeHead(status, headers).end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { bodies, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
