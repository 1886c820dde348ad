/**
 * The chain on the stage: its last blocks with a mark for each transaction, and the next one filling. Read off what the chain states of
 * its blocks, and what pages have sent since; each block sets right how many wait.
 */
import type { BodyBatches, BodyReading, Draft } from '~/kernel/body'
import { factOf, type BlockFact, type SentFact, type TxFact } from './facts'

/** So many closed blocks are shown. */
const BLOCKS = 5
/** More than that of what waits is not told one by one. */
const WAITING_MAX = 200
const MILLION = 1_000_000

/** The reading of the chain's body. The last batch is the next block; transactions of a block are told before the block is. */
export const chainBody: BodyReading = {
  kinds: ['state', 'crash'],
  begin: () => [{ kind: 'batches', batches: [open(1)], unit: 'gas', text: '' }],
  step(body, event) {
    const [row] = body as [Draft<BodyBatches>]
    if (event.kind === 'crash') {
      // What waits is only in memory.
      if (event.node === 'chain') row.batches.at(-1)!.items = []
      return
    }
    if (factOf<SentFact>(event, 'web', 'sent') !== null) {
      const { items } = row.batches.at(-1)!
      if (items.length < WAITING_MAX) items.push('unknown')
    }
    const tx = factOf<TxFact>(event, 'chain', 'tx')
    if (tx !== null) take(row, tx)
    const block = factOf<BlockFact>(event, 'chain', 'block')
    if (block !== null) close(row, block)
  },
}

type Row = Draft<BodyBatches>

function open(height: number): Row['batches'][number] {
  return { name: String(height), items: [], cost: 0 }
}

/** Counts a transaction to the block that is being told, which stands before the next one. */
function take({ batches }: Row, { height, code, gasUsed }: TxFact): void {
  const name = String(height)
  let batch = batches.find((each) => each.name === name)
  if (batch === undefined || batch === batches.at(-1)) {
    batch = open(height)
    batches.splice(batches.length - 1, 0, batch)
    batches.at(-1)!.name = String(height + 1)
  }
  batch.items.push(code === 0 ? 'allowed' : 'failed')
  batch.cost += gasUsed
}

function close(row: Row, { height, waiting }: BlockFact): void {
  const { batches } = row
  const name = String(height)
  const last = batches.at(-1)!
  if (last.name === name || batches.length === 1) batches.splice(batches.length - 1, 0, open(height))
  last.name = String(height + 1)
  last.items = Array.from({ length: Math.min(waiting, WAITING_MAX) }, () => 'unknown' as const)
  batches.splice(0, batches.length - BLOCKS - 1)
  const { items, cost } = batches.at(-2)!
  const failed = items.filter((tone) => tone === 'failed').length
  // Short: it is cut off at the edge of the box, and the number of the block stands above.
  row.text = `${items.length} tx${failed > 0 ? `, ${failed} failed` : ''} · ${(cost / MILLION).toFixed(1)} M gas`
}
