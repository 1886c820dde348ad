/** The User service: people register, move, and change their names. */
import type { Component, Context, Message } from '~/kernel/component'
import type { Setup } from '~/kernel/simulation'
import type { UserEvent } from '../events'
import type { Parameters } from '../parameters'
import { Publisher } from './publisher'

/** Somebody registers, or changes what is known of them. */
export interface ChangeUser extends Message {
  readonly type: 'change'
  readonly user: string
  readonly city: string
}

/** The code of the User service. */
export function createUsers(context: Context<'kafka'>, setup: Setup<Parameters, unknown>): Component {
  const publisher = new Publisher(context, 'users.v1', setup)
  const versions = context.disk('users', () => new Map<string, number>())

  return {
    start: () => publisher.start(!setup.without('schema-registry')),
    handle(message) {
      const { user, city, request } = message as ChangeUser
      const version = (versions.get(user) ?? 0) + 1
      versions.set(user, version)
      const change = version === 1 ? 'REGISTERED' : version % 2 === 0 ? 'MOVED' : 'RENAMED'
      const value: UserEvent = { user, version, change, city }
      publisher.publish({ aggregate: user, version, type: `shop.users.${change.toLowerCase()}`, value, request })
      return undefined
    },
    act(verb, value) {
      if (verb === 'poison') publisher.poison(Number(value))
      return undefined
    },
    inspect: () => ({ users: versions.size, waiting: publisher.waiting }),
  }
}
