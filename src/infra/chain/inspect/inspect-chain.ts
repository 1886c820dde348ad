/** What the inspector shows of a chain, and what is answered at its prompt. */
import type { InspectQuery } from '~/kernel/component'
import type { Json } from '~/kernel/json'
import type { TablePage } from '~/kernel/panel'
import type { ChainNode } from '../consensus/node'
import { accountsPage } from './accounts-page'
import { answerLine } from './answer-line'
import { blockPage, blocksPage, mempoolPage } from './blocks-page'
import { ChainView } from './chain-view'
import { checkPage } from './check-page'
import { codePage, codesPage, contractPage, contractsPage, contractStatePage } from './contracts-page'
import { panelsOf } from './panels'
import { eventsPage, txPage } from './tx-page'

const PAGES: Readonly<Record<string, (view: ChainView, query: InspectQuery) => TablePage>> = {
  blocks: blocksPage,
  block: blockPage,
  tx: txPage,
  events: eventsPage,
  mempool: mempoolPage,
  contracts: contractsPage,
  contract: contractPage,
  'contract-state': contractStatePage,
  codes: codesPage,
  code: codePage,
  accounts: accountsPage,
}

/**
 * Views: `state`, the panels; pages of `blocks`, of the transactions of one `block` by its `height`, of one `tx` and its `events`, of the
 * `mempool`, of `contracts`, of one `contract` and its `contract-state` by its `address`, of `codes` and the static check of one `code` by
 * its `id`, of `accounts`; `check`, the static check of `base64`, a file of somebody's; and `line`, the answer to a line of the prompt. Nothing of it leaves a mark on the run.
 * @param nameOf what people call an address; undefined for nothing
 * @param uploader the name of the wallet that stores what somebody brings; nothing can be stored without
 */
export function inspectChain(
  node: ChainNode,
  query: InspectQuery,
  nameOf?: (address: string) => string | undefined,
  uploader?: string,
): Json {
  const view = new ChainView(node, nameOf)
  if (query.view === 'state') return { panels: panelsOf(node) }
  if (query.view === 'check') return checkPage(query, uploader)
  if (query.view === 'line') return answerLine(view, String(query['line'] ?? ''))
  return Object.hasOwn(PAGES, query.view) ? PAGES[query.view]!(view, query) : null
}
