/**
 * Search: map tiles, kept in Redis. A tile that is fresh is served from there; else the maps provider is asked; and if that
 * fails, the breaker's box serves what Redis still has. Of the two ages that Redis' expiry and the provider's date tell, the
 * greater counts (RFC 9111, 4.2.3): a write that was held up looks younger than it is, and so does a tile to a slow clock.
 */
import { createRedisClient } from '~/infra/redis/client'
import type { Component, Context, Incoming, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import type { Parameters } from '../parameters'
import type { Command, ServiceReply, ServiceRequest } from '../requests'
import type { Servers } from '../servers'
import { askBreaker } from './ask-breaker'
import type { Fallback } from './breaker-box'
import { failureReply, freshReply, staleReply } from './replies'

/** A kept tile is as good as new for so long, in milliseconds. */
export const TILE_FRESH_MS = 500
/** How long Redis is waited for, in milliseconds. */
const REDIS_TIMEOUT_MS = 25
/** Without a limit (a defect) tiles are kept and served for so long, in milliseconds. */
const NO_LIMIT_MS = 600_000

interface Tile {
  readonly asOfMs: number
  readonly ageMs: number
}

type Calling = Pick<Context<'tiles'>, 'call' | 'clock'>

function keptForMs({ parameters, without }: Setup<Parameters, Servers>): number {
  return without('old-fallbacks') ? NO_LIMIT_MS : parameters.maxStaleMs
}

/** A kept tile, or undefined if there is none or Redis does not say. */
async function readTile(
  context: Calling,
  command: { readonly request: number; readonly key: string },
  cause: number,
  keptMs: number,
): Promise<Tile | undefined> {
  const client = createRedisClient(context, 'tiles', { timeoutMs: REDIS_TIMEOUT_MS, request: command.request, cause })
  const { clock } = context
  const askedAtMs = clock.monotonicMs()
  try {
    const [asOf, leftMs] = await client.pipeline([
      ['GET', command.key],
      ['PTTL', command.key],
    ])
    const asOfMs = Number(asOf)
    if (asOf === null || !Number.isFinite(asOfMs) || typeof leftMs !== 'number' || leftMs < 0) return undefined
    // Nothing is kept for longer: the clock of Redis has jumped back, and nobody knows how old this is.
    if (leftMs > keptMs) return undefined
    // The answer may have waited in a process that was stopped: by then the tile is older than Redis said.
    const sinceAskedMs = clock.monotonicMs() - askedAtMs
    const ageMs = Math.max(keptMs - leftMs + sinceAskedMs, clock.nowMs() - asOfMs)
    return ageMs <= keptMs ? { asOfMs, ageMs } : undefined
  } catch (error) {
    if (!isStoreTrouble(error)) throw error
    return undefined
  }
}

/** What the breaker's box of the search service serves in place of the maps provider. */
export function staleTiles(context: Calling, setup: Setup<Parameters, Servers>): Fallback {
  return (command, cause) => readTile(context, command, cause, keptForMs(setup))
}

/** The code of one instance of the search service. */
export function createSearch(
  context: Context<'search-breaker' | 'tiles'>,
  setup: Setup<Parameters, Servers>,
): Component {
  const { clock } = context
  const keptMs = keptForMs(setup)
  const served = { fromRedis: 0, fromMaps: 0, stale: 0, failed: 0 }

  async function keep({ request, key }: ServiceRequest, asOfMs: number, cause: number): Promise<void> {
    const client = createRedisClient(context, 'tiles', { timeoutMs: REDIS_TIMEOUT_MS, request, cause })
    try {
      await client.command(['SET', key, String(asOfMs), 'PX', String(keptMs)])
    } catch (error) {
      // A tile that is not kept will be asked for again.
      if (!isStoreTrouble(error)) throw error
    }
  }

  async function handle(message: ServiceRequest, { event }: Incoming): Promise<ServiceReply> {
    const { request, key, budgetMs } = message
    const deadlineMs = clock.monotonicMs() + budgetMs
    const kept = await readTile(context, message, event, keptMs)
    if (kept !== undefined && kept.ageMs < TILE_FRESH_MS) {
      served.fromRedis++
      return freshReply(kept.asOfMs)
    }
    // What Redis may take to answer for the provider is kept back.
    const command: Command = { type: 'tile', request, key, deadlineMs: deadlineMs - REDIS_TIMEOUT_MS }
    const result = await askBreaker(context, 'search-breaker', command, event)
    if (result.outcome === 'success') {
      served.fromMaps++
      void keep(message, result.asOfMs, event)
      return freshReply(result.asOfMs)
    }
    if (result.outcome === 'fallback') {
      served.stale++
      return staleReply(result.asOfMs, result.ageMs)
    }
    served.failed++
    return failureReply(result)
  }

  return {
    handle: (message: Message, incoming) => handle(message as ServiceRequest, incoming),
    inspect: () => ({ served: { ...served }, keptForMs: keptMs, freshForMs: TILE_FRESH_MS }),
  }
}
