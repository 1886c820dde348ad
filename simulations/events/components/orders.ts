/** The Order service: each order is a state machine, and every step of it an event under the order's key. */
import { assert } from '~/kernel/assert'
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import { isStoreTrouble } from '~/kernel/store-error'
import { ORDER_SCHEMAS, type OrderEvent, type OrderSchemaName, type OrderState } from '../events'
import type { DeployFact } from '../facts'
import type { Parameters } from '../parameters'
import { Publisher } from './publisher'

/** A customer's order comes in. */
export interface PlaceOrder extends Message {
  readonly type: 'place'
  readonly customer: string
  /** In minor units. */
  readonly total: number
  /** True if it will be cancelled before it is paid. */
  readonly isRegretted: boolean
}

/** What may follow what. */
const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  PLACED: ['PAID', 'CANCELLED'],
  PAID: ['SHIPPED'],
  SHIPPED: ['DELIVERED'],
  DELIVERED: [],
  CANCELLED: [],
}
/** How long an order stays in a state, on average and at least, in milliseconds: a business day, sped up. */
const STAY_MS = 300
const STAY_LEAST_MS = 50

/** An order as it stands in the table. */
interface Order extends OrderEvent {
  readonly isRegretted: boolean
  readonly request: number
}

/** The code of one instance of the Order service. */
export function createOrders(context: Context<'kafka'>, setup: Setup<Parameters, unknown>): Component {
  const { clock, rng } = context
  const publisher = new Publisher(context, 'orders.v1', setup, shapeOf)
  /** Orders that are not at their end, on the disk. */
  const table = context.disk('orders', () => new Map<string, Order>())
  let deployed: OrderSchemaName = 'v1'

  function move(order: Order): void {
    const before = table.get(order.order)
    assert(
      before === undefined ? order.state === 'PLACED' : NEXT[before.state].includes(order.state),
      `order ${order.order} goes from ${before?.state ?? 'nothing'} to ${order.state}`,
    )
    if (NEXT[order.state].length === 0) table.delete(order.order)
    else table.set(order.order, order)
    const { isRegretted: _, request, ...event } = order
    publisher.publish({
      aggregate: order.order,
      version: order.version,
      type: `shop.orders.${order.state.toLowerCase()}`,
      value: event,
      request,
    })
  }

  async function live(placed: Order): Promise<void> {
    for (let order = placed; NEXT[order.state].length > 0;) {
      await clock.sleep(STAY_LEAST_MS + rng.exponential(STAY_MS))
      const [ordinary, regretted] = NEXT[order.state]
      const state = order.isRegretted && regretted !== undefined ? regretted : ordinary!
      order = { ...order, state, version: order.version + 1 }
      move(order)
    }
  }

  async function deploy(schema: OrderSchemaName): Promise<void> {
    try {
      await publisher.deploy(ORDER_SCHEMAS[schema])
      deployed = schema
      stateDeploy(schema, true, '')
    } catch (error) {
      if (!isStoreTrouble(error)) throw error
      stateDeploy(schema, false, (error as Error).message)
    }
  }

  function stateDeploy(schema: string, isAccepted: boolean, reason: string): void {
    const fact: DeployFact = { schema, isAccepted, reason }
    context.emit('deploy', fact)
  }

  return {
    start() {
      for (const order of table.values()) void live(order)
      return publisher.start(!setup.without('schema-registry'))
    },
    handle(message) {
      const { request, customer, total, isRegretted } = message as PlaceOrder
      const order = `o${request}`
      const placed: Order = {
        order,
        version: 1,
        state: 'PLACED',
        customer,
        total,
        currency: 'EUR',
        isRegretted,
        request,
      }
      move(placed)
      void live(placed)
      return undefined
    },
    act(verb, value, phase) {
      if (verb === 'poison') publisher.poison(Number(value))
      if (verb !== 'deploy') return undefined
      void deploy(phase === 'start' ? (value as OrderSchemaName) : 'v1')
      return undefined
    },
    inspect: () => ({ open: table.size, waiting: publisher.waiting, schema: deployed }),
  }
}

/** The incompatible schema has the total as text. */
function shapeOf(value: unknown, schema: string): unknown {
  const event = value as OrderEvent
  return schema === ORDER_SCHEMAS.incompatible ? { ...event, total: String(event.total) } : event
}
