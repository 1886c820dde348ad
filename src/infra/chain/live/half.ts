/** What can be done to a real node, and what cannot. */
import type { LiveHalf } from '~/kernel/live'

const MODELLED = 'only the modelled chain can be told to'
const CANNOT: Readonly<Record<string, string>> = {
  'crash-at': 'nobody can stop a real node at a step of its code; kill it instead',
  'rpc-down': 'the RPC of a real node is not closed apart from it: cut the arrows to it instead',
  halt: 'nobody here tells validators of a real chain not to make blocks; freeze the node instead',
  upgrade: 'an upgrade of a real chain is planned by its governance',
  'out-of-gas': `${MODELLED} charge more gas`,
  'contract-panic': `${MODELLED} have its contracts panic`,
  'block-jitter': 'when a real chain makes its blocks is up to its validators',
  lag: `${MODELLED} answer as it would have some blocks ago`,
  'wrong-chain': `${MODELLED} say that it is another`,
  'index-lag': 'the index of a real node is as late as it is',
  'silent-socket':
    'the subscriptions of a real node cannot be silenced apart from it: delay the arrow to whoever listens, or drop them',
  'duplicate-socket': `${MODELLED} ring twice`,
  'refuse-socket': `${MODELLED} refuse subscriptions alone`,
  evict: 'the mempool of a real node is emptied by killing it',
  'include-again': 'a real chain takes no transaction twice',
  prune: 'what a real node keeps is set before it starts',
}
const NOT_OURS = 'this node is your own, so nothing that is typed is signed; on one that --local has started it is'

/** @param isDisposable for a node that was started to be thrown away */
export function liveHalf(isDisposable: boolean): LiveHalf {
  return isDisposable
    ? { kind: 'chain', acts: ['drop-sockets', 'send', 'store-code'], cannot: CANNOT }
    : { kind: 'chain', acts: ['drop-sockets'], cannot: { ...CANNOT, send: NOT_OURS, 'store-code': NOT_OURS } }
}
