/** The ways of a run to a store: a proxy for each arrow that leads to it, or for each instance that calls along one, where an act names it. */
import { knownActions } from '~/host/refusals'
import type { Place } from '~/infra/live-place'
import type { LiveCaller, LiveStore } from '~/infra/live-store'
import { endsOf } from '~/kernel/arrow'
import { instancesOf, type AnyDiagram } from '~/kernel/diagram'
import type { Run } from '~/kernel/run'
import type { AnySimulation } from '~/kernel/simulation'
import type { StackControl } from './control'
import type { Way } from './proxy/proxies'

/**
 * All ways along the arrows that lead to boxes of a kind. Instances of one caller share a way, and so a connection, in which answers come
 * in the order in which the store worked; unless something that is known from the start is done to one of them.
 */
export function waysTo(simulation: AnySimulation, kind: string, run: Run): readonly Way[] {
  const stores = (simulation.stores ?? {}) as Readonly<Record<string, { readonly name: string } | undefined>>
  const targets = knownActions(simulation, run).map(({ target }) => target)
  const diagram: AnyDiagram = simulation.diagram
  return diagram.arrows.flatMap((arrow) => {
    const { caller, callee } = endsOf(arrow)
    if (caller === callee || stores[callee]?.name !== kind) return []
    const isApart = targets.some(
      (target) =>
        target.kind === 'arrow' &&
        target.from === arrow.from &&
        target.to === arrow.to &&
        (caller === arrow.from ? target.fromInstance : target.toInstance) !== undefined,
    )
    const count = instancesOf(diagram, caller)
    const instances = isApart ? Array.from({ length: count }, (_, index) => index) : [null]
    return instances.map((fromInstance): Way => ({ from: caller, fromInstance, to: callee, toInstance: 0 }))
  })
}

/** Opens the ways and gives the address for each caller; whoever is not drawn as one goes without a proxy. */
export async function openWays(
  ways: readonly Way[],
  place: Place,
  control: StackControl,
): Promise<(caller: LiveCaller) => string> {
  const urls = new Map<string, string>()
  for (const way of ways) {
    const servers = await Promise.all(
      place.servers.map((server, toInstance) => control.address({ ...way, toInstance }, server)),
    )
    urls.set(`${way.from}/${way.fromInstance ?? '*'}`, place.through(servers))
  }
  return ({ from, fromInstance }) => urls.get(`${from}/${fromInstance}`) ?? urls.get(`${from}/*`) ?? place.url
}

/**
 * Where a process connects instead of to one server of several: such as a broker, whose address a client learns from another one. The
 * proxy is opened when it is first asked for.
 */
export function addressesOf(
  ways: readonly Way[],
  control: Pick<StackControl, 'address'>,
): NonNullable<LiveStore['addressFor']> {
  const byCaller = new Map(ways.map((way) => [`${way.from}/${way.fromInstance ?? '*'}`, way]))
  return async ({ from, fromInstance }, toInstance, server) => {
    const way = byCaller.get(`${from}/${fromInstance}`) ?? byCaller.get(`${from}/*`)
    return way === undefined ? server : control.address({ ...way, toInstance }, server)
  }
}
