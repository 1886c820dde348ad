/** What of ours is in a live Redis: keys by run. */
import { countOf, runsIn, type Held } from '../../live-held'
import type { RedisReply } from '../port'
import { RedisSocket } from './socket-node'

/** A large server is not walked through for a page: as many steps, of so many keys each. */
const STEPS_MAX = 20
const STEP_KEYS = 1_000
/** A server that has answered a moment ago answers before. */
const ANSWER_MS_MAX = 2_000

/**
 * Counts the keys of runs, among the first keys that the server gives.
 * @throws Error if it does not answer, or refuses
 */
export async function heldIn(url: string): Promise<readonly Held[]> {
  const socket = new RedisSocket(url)
  const patience = setTimeout(() => socket.close('no answer'), ANSWER_MS_MAX)
  try {
    const names = new Set<string>()
    let cursor = '0'
    let steps = 0
    do {
      const [reply] = await socket.send([['SCAN', cursor, 'MATCH', 'boxes:*', 'COUNT', String(STEP_KEYS)]])
      const [next, found] = pageOf(reply)
      for (const name of found) names.add(name)
      cursor = next
    } while (cursor !== '0' && ++steps < STEPS_MAX)
    const least = cursor === '0' ? '' : 'at least '
    return Array.from(runsIn(names, ':'), ([suffix, keys]) => ({
      suffix,
      what: `${least}${countOf(keys.length, 'key')} boxes:${suffix}:*`,
      remove: `redis-cli --scan --pattern 'boxes:${suffix}:*' | xargs redis-cli UNLINK`,
    }))
  } finally {
    clearTimeout(patience)
    socket.close()
  }
}

function pageOf(reply: RedisReply | undefined): readonly [cursor: string, names: readonly string[]] {
  if (!Array.isArray(reply) || !Array.isArray(reply[1])) throw new Error(`SCAN gave ${String(reply).slice(0, 100)}`)
  return [String(reply[0]), reply[1].map(String)]
}
