/** The code of the three boxes. */
import { isCallError } from '~/kernel/call-error'
import type { Component, Context, Message } from '~/kernel/component'

/** The seat plan outlives the process that answers for it. */
export interface SeatPlan {
  taken: number
}

/** The fact that a seat was sold. */
export interface SoldFact {
  readonly seat: number
  readonly request: number
}

interface SeatMessage extends Message {
  readonly seat: number
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
  const ask = (message: Message, cause: number) => context.call<number>('seats', message, { timeoutMs: 100, cause })
  return {
    handle: async ({ request }, { event }) => {
      const seat = await ask({ type: takesApart ? 'look' : 'take', request }, event)
      if (takesApart) await ask({ type: 'mark', request, seat } as SeatMessage, event)
      context.emit('sold', { seat, request }, { request, cause: event })
      return seat
    },
  }
}

/** The plan: seats are given out in order. */
export function createSeats(plan: SeatPlan): Component {
  return {
    handle: (message) => {
      if (message.type === 'take') return ++plan.taken
      if (message.type === 'look') return plan.taken + 1
      return (plan.taken = Math.max(plan.taken, (message as SeatMessage).seat))
    },
    inspect: () => ({ seatsTaken: plan.taken }),
  }
}
