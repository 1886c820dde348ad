/** What a chain's box offers the inspector to draw. */
import type { Panel } from '~/kernel/panel'
import { counted } from '../../counted'
import { CODE_SIZE_MAX } from '../vm/code-size'
import type { ChainNode } from '../consensus/node'

/** What is told of a node at once. */
export type NodeFigures = Pick<ChainNode, 'latestHeight' | 'earliestHeight' | 'chainId'> & {
  readonly waiting: { readonly length: number }
}

export function panelsOf({ latestHeight, earliestHeight, chainId, waiting }: NodeFigures): Panel[] {
  const pruned = earliestHeight > 1 ? ` · blocks from ${earliestHeight} on` : ''
  const text = `${chainId} · block ${latestHeight} · ${counted(waiting.length, 'transaction')} waiting${pruned}`
  const turn = { back: 'Newer', next: 'Older' }
  return [
    { kind: 'text', label: 'Node', text, style: 'line' },
    {
      kind: 'choice',
      label: 'Chain',
      choices: [
        { kind: 'table', label: 'Blocks', query: { view: 'blocks' }, filter: 'from height…', turn },
        { kind: 'table', label: 'Mempool', query: { view: 'mempool' } },
        { kind: 'table', label: 'Contracts', query: { view: 'contracts' }, filter: 'contracts…' },
        { kind: 'table', label: 'Codes', query: { view: 'codes' } },
        { kind: 'table', label: 'Accounts', query: { view: 'accounts' }, filter: 'accounts…' },
        {
          kind: 'file',
          label: 'A contract of your own',
          suffix: '.wasm',
          bytesMax: CODE_SIZE_MAX,
          view: 'check',
          note:
            'It gets the static check that this chain makes of every upload, and what passes can be stored. The address of the run then names it by its ' +
            'SHA-256: the file stays in this browser, and whoever opens the address elsewhere is asked for it.',
        },
      ],
    },
  ]
}
