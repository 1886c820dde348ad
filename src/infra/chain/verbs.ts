/** What can be done to a chain's box, besides what can be done to every box. */
import { crashAtVerb, type Verb } from '~/kernel/verb'
import { CODE_SIZE_MAX } from './vm/code-size'

/** Where the process of a node may die. */
const CHAIN_STEPS = ['before-block', 'after-block'] as const

/** Longest line that the prompt takes, in characters. */
export const LINE_LENGTH_MAX = 4_000

/** The verb that stores a file as code. */
export const STORE_CODE = 'store-code'

const lasting = (
  verb: string,
  label: string,
  badge: string,
  past: string,
  explain: string,
  value?: Verb['value'],
): Verb => ({
  verb,
  on: 'box',
  label,
  badge,
  past,
  span: 'lasting',
  explain,
  ...(value === undefined ? {} : { value }),
})

const blocks = (value: number, max = 1_000) =>
  ({ kind: 'number', unit: 'blocks', default: value, min: 1, max, step: 1 }) as const

export const chainVerbs: readonly Verb[] = [
  crashAtVerb(CHAIN_STEPS),
  lasting(
    'rpc-down',
    'RPC down',
    'RPC down',
    'stopped answering',
    'The node’s RPC refuses every request; blocks go on.',
  ),
  lasting('halt', 'Halt', 'halted', 'halted', 'No block is made: what is broadcast waits. The node answers as ever.'),
  lasting(
    'upgrade',
    'Upgrade height',
    'needs an upgrade',
    'was to be upgraded',
    'So many blocks on, the plan of x/upgrade is due and this binary has no handler for it: the chain halts there, whatever is restarted, until the ' +
      'binary is swapped: heal. The node answers as ever.',
    blocks(2, 1_000),
  ),
  lasting(
    'out-of-gas',
    'Gas gets dearer',
    'gas dearer',
    'charged more gas',
    'Everything costs so many times the gas, as after a change of the table of costs: who signed for less runs out of gas in the block, with code 11, and ' +
      'the fee is gone.',
    { kind: 'number', unit: '× the gas', default: 2, min: 2, max: 20, step: 1 },
  ),
  lasting(
    'contract-panic',
    'Contracts panic',
    'contracts panic',
    'ran contracts that panic',
    'Every contract that is called panics at its end, as one with a defect does: the transaction fails with code 29 (wasmvm error), nothing of it has ' +
      'happened, and its gas is spent.',
  ),
  lasting(
    'block-jitter',
    'Uneven blocks',
    'uneven blocks',
    'made blocks unevenly',
    'Every block comes up to so much later than it should.',
    { kind: 'number', unit: 'ms', default: 4_000, min: 1, max: 60_000 },
  ),
  lasting(
    'lag',
    'Lagging node',
    'lagging',
    'fell behind',
    'The node answers as it would have so many blocks ago, as one behind a balancer may.',
    blocks(3, 90),
  ),
  lasting(
    'wrong-chain',
    'Wrong chain',
    'wrong chain',
    'told another chain id',
    'The node says that it is of another chain, as one does that a balancer has mixed up.',
  ),
  lasting(
    'index-lag',
    'Slow index',
    'index behind',
    'indexed late',
    'Transactions are found by hash or search so many blocks late; blocks and their results are not.',
    blocks(2, 90),
  ),
  lasting(
    'silent-socket',
    'Silent subscriptions',
    'socket silent',
    'went silent',
    'Subscriptions stay open and nothing comes; nobody is told.',
  ),
  lasting(
    'duplicate-socket',
    'Ring twice',
    'ringing twice',
    'rang twice',
    'Every event of a subscription comes twice.',
  ),
  lasting(
    'refuse-socket',
    'Refuse subscriptions',
    'subscriptions refused',
    'refused subscriptions',
    'Nobody can subscribe: the node says that it has too many clients.',
  ),
  {
    verb: 'drop-sockets',
    on: 'box',
    label: 'Drop subscriptions',
    past: 'dropped its subscriptions',
    span: 'instant',
    explain: 'Every WebSocket is closed; who wants to hear has to subscribe again.',
  },
  {
    verb: 'evict',
    on: 'box',
    label: 'Empty the mempool',
    past: 'emptied its mempool',
    span: 'instant',
    explain: 'What waits for a block is forgotten; nobody is told.',
  },
  {
    verb: 'include-again',
    on: 'box',
    label: 'Include twice',
    past: 'included a transaction twice',
    span: 'instant',
    explain: 'The next block has its first transaction once more; the second time it fails.',
  },
  {
    verb: 'prune',
    on: 'box',
    label: 'Prune',
    past: 'pruned its blocks',
    span: 'instant',
    explain: 'Only so many of the latest blocks are kept from now on.',
    value: blocks(20),
  },
  {
    verb: 'send',
    on: 'box',
    label: 'Sign and send',
    past: 'was sent a transaction',
    span: 'instant',
    explain: 'Signs a message as one of the wallets of this run and sends it; it becomes part of the run.',
    value: { kind: 'text', lengthMax: LINE_LENGTH_MAX },
  },
  {
    verb: STORE_CODE,
    on: 'box',
    label: 'Store a contract',
    past: 'was sent a contract to store',
    span: 'instant',
    explain:
      'Uploads a .wasm file as the first wallet of this run. Drop it in the inspector of the box, under “A contract of your own”.',
    value: { kind: 'file', suffix: '.wasm', bytesMax: CODE_SIZE_MAX },
  },
]
