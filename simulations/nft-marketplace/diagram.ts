/** The drawing: a marketplace whose rules live in a contract and whose pages come from an indexer. */
import { ABROAD_HOP, EDGE_HOP, LOCAL_HOP } from '~/blocks/hops'
import { defineDiagram } from '~/kernel/diagram'

export default defineDiagram({
  id: 'nft-marketplace',
  file: 'nft-marketplace',
  title: 'NFT marketplace on Terra',
  line: 'The contract decides who owns and who is paid; an indexer follows block by block, so pages stay fast and true.',
  order: 5,
  boxes: {
    web: { label: 'Web app', sublabel: 'React + wallet', kind: 'actor', at: { x: 0, y: 190 } },
    cache: {
      label: 'Cache',
      sublabel: 'hot listings',
      kind: 'cache',
      at: { x: 276, y: 0 },
      size: { width: 262, height: 70 },
    },
    api: {
      label: 'Read API',
      sublabel: 'GraphQL over indexer',
      kind: 'service',
      at: { x: 276, y: 112 },
      size: { width: 262, height: 82 },
    },
    chain: {
      label: 'Chain (Terra) CosmWasm',
      sublabel: 'Rust',
      lines: ['mint · escrow · royalties'],
      kind: 'outside',
      at: { x: 276, y: 240 },
      size: { width: 262, height: 152 },
    },
    ipfs: {
      label: 'IPFS / storage',
      sublabel: 'token metadata',
      kind: 'store',
      at: { x: 276, y: 438 },
      size: { width: 262, height: 70 },
    },
    postgres: {
      label: 'Postgres',
      sublabel: 'listings · owners · history',
      kind: 'store',
      at: { x: 650, y: 112 },
      size: { width: 212, height: 82 },
    },
    indexer: {
      label: 'Indexer',
      sublabel: 'event subscriber',
      kind: 'service',
      at: { x: 650, y: 275 },
      size: { width: 212, height: 82 },
    },
  },
  arrows: [
    { from: 'web', to: 'api', latency: EDGE_HOP },
    { from: 'web', to: 'chain', latency: ABROAD_HOP },
    { from: 'web', to: 'ipfs', latency: ABROAD_HOP },
    { from: 'api', to: 'cache', latency: LOCAL_HOP },
    { from: 'api', to: 'postgres', latency: LOCAL_HOP },
    { from: 'chain', to: 'indexer', pulledBy: 'to', tone: 'degraded', latency: LOCAL_HOP },
    { from: 'indexer', to: 'postgres', tone: 'degraded', latency: LOCAL_HOP },
  ],
  claims: [
    {
      id: 'on-chain-escrow',
      title: 'Escrow is a contract rule',
      statement: 'Mint, escrow and royalties are settled in one transaction, and the payouts sum to the price.',
    },
    {
      id: 'indexed-by-height',
      title: 'Fetched by height',
      statement: 'The subscription is only a doorbell; blocks are fetched by height: no gap, no duplicate.',
    },
    {
      id: 'projections',
      title: 'One query per page',
      statement: 'Postgres projections answer joined questions that the chain could only answer one by one.',
    },
    {
      id: 'cache-by-height',
      title: 'A cache that knows the height',
      statement: 'Hot listings are dropped at the block that changes them; metadata is checked against its CID.',
    },
  ],
  legend: [
    { tone: 'allowed', text: 'asked or signed by the visitor' },
    { tone: 'degraded', text: 'indexed, some blocks behind' },
  ],
})
