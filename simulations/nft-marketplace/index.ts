/** The marketplace, put together: which code runs in which box, and which stores stand behind them. */
import { createChainBox } from '~/infra/chain/box'
import { openChain, type OpenChain } from '~/infra/chain/open-chain'
import { kind as chain } from '~/infra/chain/kind'
import { createPostgresBox, openPostgresStore, type PostgresStore } from '~/infra/postgres/box'
import { kind as postgres } from '~/infra/postgres/kind'
import { openPostgresEngine } from '~/infra/postgres/open-engine'
import { createRedisBox } from '~/infra/redis/box'
import { kind as redis } from '~/infra/redis/kind'
import { openRedisEngine } from '~/infra/redis/open-engine'
import type { RedisEngine } from '~/infra/redis/port'
import { codeFiles } from '~/kernel/code-file'
import { defineSimulation, type Setup, type World } from '~/kernel/simulation'
import { claims, mutants } from './claims'
import { createApi } from './components/api'
import { createIndexer } from './components/indexer'
import { createIpfs } from './components/ipfs'
import { createWeb } from './components/web'
import diagram from './diagram'
import { chainOf } from './genesis'
import { coinsStay, onceEach, sequencesCount } from './invariants/accounts'
import { catchesUp, everyTxEnds } from './invariants/ends'
import { agreedPrice, escrowed } from './invariants/listings'
import { contentChecked, offersCurrent, oneQuestion } from './invariants/pages'
import { saleAtomic } from './invariants/sales'
import { noGap, tablesFollow } from './invariants/tables'
import { toldTruly } from './invariants/told'
import { marketplaceAt, modelled, modelledPlace, type Marketplace } from './marketplace'
import { migrationsOf } from './migrations'
import { placeFactOf } from './place-fact'
import { observeBlock } from './observe'
import { blockMsOf, parameters, type Parameters } from './parameters'
import { reading } from './reading'
import { scenarios } from './scenarios'
import feedSql from './sql/indexed-feed.sql?raw'
import { unhealed } from './unhealed'
import { indexerVerbs, ipfsVerbs, webVerbs } from './verbs'
import { walk } from './walk'
import { peopleOn } from './wallets'

interface Servers {
  readonly redis: RedisEngine
  readonly database: PostgresStore
  readonly chain: OpenChain
  readonly marketplace: Marketplace
  /** Contracts that the visitor has brought. */
  readonly file: NonNullable<World['file']>
}

/** The terms of a run. */
type Terms = Omit<Setup<Parameters, Servers>, 'servers'>

/** Defects of the market, by the safeguard or mutant that asks for them. */
const DEFECTS: Readonly<Record<string, string>> = {
  'on-chain-escrow': 'settle-off-chain',
  'seller-share-floored': 'seller-share-floored',
  'version-ignored': 'version-ignored',
  'receive-caller-unchecked': 'receive-caller-unchecked',
}

/** Defects of the chain, by the mutants that ask for them. */
const CHAIN_DEFECTS = ['burns-fees', 'ignores-sequences'] as const

const code = codeFiles(
  import.meta.glob<string>(
    [
      '../../src/infra/chain/app/ante.ts',
      './components/*.ts',
      './migrations/*.sql',
      './sql/*.sql',
      '../../contracts/{market,collection}/src/{contract,query,admin,sale,payout,listing,mint,execute,royalty,defects}.rs',
      '../../contracts/rogue/src/{contract,chain,host}.rs',
    ],
    { query: '?raw', import: 'default', eager: true },
  ),
)

export default defineSimulation({
  diagram,
  parameters,
  boot: async (world: World, { parameters: values, without }: Terms): Promise<Servers> => {
    const [cache, engine, contracts] = await Promise.all([
      openRedisEngine(world),
      openPostgresEngine(world),
      world.load('wasmContracts'),
    ])
    const defects = Object.entries(DEFECTS).flatMap(([id, defect]) => (without(id) ? [defect] : []))
    const chainDefects = new Set(CHAIN_DEFECTS.filter(without))
    const opened = await openChain(world, modelledPlace, (terms) => {
      const people = terms === modelledPlace ? modelled : peopleOn(terms)
      const options = chainOf(values, contracts, defects, chainDefects, terms, people)
      return { options, maker: people.operator }
    })
    const marketplace = opened.place === modelledPlace ? modelled : marketplaceAt(opened.place)
    return {
      redis: cache,
      chain: opened,
      marketplace,
      database: await openPostgresStore(engine, migrationsOf(marketplace)),
      file: world.file ?? (() => undefined),
    }
  },
  components: {
    web: createWeb,
    cache: (context, { servers }) => createRedisBox(context, servers.redis),
    api: (context, setup) => createApi(context, setup),
    chain: (context, { servers, parameters: values }) => {
      const { chain: opened, marketplace, file } = servers
      return createChainBox(context, opened, {
        blockMs: blockMsOf(values),
        observe: (block, { emit }, requestOf) => observeBlock(marketplace, block, { emit }, requestOf),
        place: { ...placeFactOf(marketplace) },
        signers: marketplace.wallets,
        nameOf: marketplace.walletName,
        file,
      })
    },
    ipfs: createIpfs,
    postgres: (context, { servers }) =>
      createPostgresBox(context, servers.database, {
        feed: { fact: 'written', text: feedSql, after: /indexed_blocks/ },
      }),
    indexer: createIndexer,
  },
  stores: { cache: redis, chain, postgres },
  verbs: { web: webVerbs, indexer: indexerVerbs, ipfs: ipfsVerbs },
  scenarios,
  claims,
  mutants,
  unhealed,
  // Nothing is sold, nor does anything go wrong with the chain, but in a block.
  beatMs: blockMsOf,
  invariants: (values, outside) => [
    saleAtomic,
    escrowed,
    agreedPrice,
    coinsStay,
    sequencesCount,
    onceEach,
    toldTruly,
    noGap,
    tablesFollow,
    oneQuestion,
    offersCurrent,
    contentChecked,
    catchesUp(outside),
    everyTxEnds(values, outside),
  ],
  reading,
  code: {
    web: code(
      'web.ts',
      'decide.ts',
      'submit.ts',
      'block-watch.ts',
      'wallet.ts',
      'show.ts',
      'offers-from-chain.ts',
      'settle-off-chain.ts',
      'villain.ts',
    ),
    api: code('api.ts', 'pages.ts', 'schema.ts', 'offers.sql', 'owned.sql'),
    chain: code(
      'sale.rs',
      'payout.rs',
      'listing.rs',
      'mint.rs',
      'execute.rs',
      'royalty.rs',
      'defects.rs',
      'admin.rs',
      'market/src/contract.rs',
      'market/src/query.rs',
      'collection/src/contract.rs',
      'collection/src/query.rs',
      'rogue/src/contract.rs',
      'ante.ts',
    ),
    ipfs: code('ipfs.ts'),
    postgres: code('001-projections.sql'),
    indexer: code(
      'indexer.ts',
      'project.ts',
      'block-statements.ts',
      'tokens.sql',
      'burned.sql',
      'listings.sql',
      'history.sql',
      'cursor.sql',
      'indexed.sql',
    ),
    cache: [],
  },
  walk,
})
