/** A live chain for the conformance suite, by HTTP. */
import { openSession, type ChainSession } from './session'

const POLL_MS = 300

/** A client at the RPC of a node whose chain is new. @param url such as `http://127.0.0.1:26657` */
export function liveSession(url: string): Promise<ChainSession> {
  const execute = async (request: Readonly<Record<string, unknown>>) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) })
    return (await response.json()) as Record<string, unknown>
  }
  return openSession(execute, POLL_MS)
}
