/** The code of the boxes that are no store. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context } from '~/kernel/component'
import type { ShelfMessage } from '../sixth-store/client'

/** The fact that a seat was sold. */
export interface SoldFact {
  readonly seat: number
  readonly request: number
}

/** Fans ask once, and wait a quarter of a second. */
export function createFans(context: Context<'office'>): Component {
  return {
    handle: async ({ request }) => {
      try {
        await context.call('office', { type: 'buy', request }, { timeoutMs: 250 })
      } catch (error) {
        if (!isCallError(error)) throw error
      }
    },
  }
}

/** The office sells the seat that the plan gives it; or, without the safeguard, one that was free a moment ago. */
export function createOffice(context: Context<'seats'>, takesApart: boolean): Component {
  const ask = (request: number, asked: string, cause: number) => {
    const message: ShelfMessage = { type: 'shelf', request, asks: [asked] }
    return context.call<number>('seats', message, { timeoutMs: 100, cause })
  }
  return {
    handle: async ({ request }, { event }) => {
      const seat = await ask(request, takesApart ? 'LOOK' : 'TAKE', event)
      if (takesApart) await ask(request, `MARK ${seat}`, event)
      context.emit('sold', { seat, request }, { request, cause: event })
      return seat
    },
  }
}
