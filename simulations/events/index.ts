/** The event platform, put together: which code runs in which box, and which stores stand behind it. */
import { kind as log } from '~/infra/log/kind'
import { createKafkaBox } from '~/infra/log/create-kafka-box'
import { openLogEngine } from '~/infra/log/open-engine'
import { createLocalClient, createPostgresBox, openLatePostgresStore, type PostgresStore } from '~/infra/postgres/box'
import { kind as postgres } from '~/infra/postgres/kind'
import { codeFiles } from '~/kernel/code-file'
import { defineSimulation } from '~/kernel/simulation'
import { claims, mutants } from './claims'
import { createCatalog } from './components/catalog'
import { createNotifications } from './components/notifications'
import { createOrders } from './components/orders'
import { createReplay } from './components/replay'
import { createSearch } from './components/search'
import { createUsers } from './components/users'
import { createWarehouse } from './components/warehouse'
import { brokerSettings } from './broker-settings'
import diagram from './diagram'
import { allTold } from './invariants/all-told'
import { commitsFollow, committedGrows } from './invariants/commits'
import { lettersAddUp, replayIsPrivate, schemasReadable } from './invariants/dead-letters'
import { notifiedOnce, projectionsCurrent, projectionsGrow } from './invariants/effects'
import { lettersEnd } from './invariants/letters-end'
import { nothingLost } from './invariants/nothing-lost'
import { onePerOffset, orderKept, storedOnce } from './invariants/order'
import { groupsStable, oneOwner } from './invariants/owners'
import { ownPace, partitionMoves } from './invariants/pace'
import { parameters } from './parameters'
import { reading } from './reading'
import { scenarios } from './scenarios'
import { createServers, type Servers } from './servers'
import { unhealed } from './unhealed'
import {
  catalogVerbs,
  notificationVerbs,
  orderVerbs,
  replayVerbs,
  searchVerbs,
  userVerbs,
  warehouseVerbs,
} from './verbs'
import { walk } from './walk'
import { migrations } from './warehouse-schema'

const code = codeFiles(
  import.meta.glob<string>(['./components/*.ts', './sql/*.sql', './schemas/*.avsc'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
)

interface Stores extends Servers {
  /** Null where the brokers of the run are its own. */
  readonly log: Awaited<ReturnType<typeof openLogEngine>>
  readonly database: PostgresStore
}

export default defineSimulation({
  diagram,
  parameters,
  boot: async (world): Promise<Stores> => {
    const [log, database] = [await openLogEngine(world), await openLatePostgresStore(world, migrations)]
    return { ...createServers(), log, database }
  },
  components: {
    orders: (context, setup) => createOrders(context, setup),
    catalog: (context, setup) => createCatalog(context, setup),
    users: (context, setup) => createUsers(context, setup),
    kafka: (context, setup) => createKafkaBox(context, { ...brokerSettings, engine: setup.servers.log }),
    search: (context, setup) => createSearch(context, setup),
    warehouse: (context, setup) => {
      const server = createPostgresBox(context, setup.servers.database, { isShared: true })
      return createWarehouse(context, setup, { server, client: createLocalClient(context, 'loader') })
    },
    notifications: (context, setup) => createNotifications(context, setup),
    replay: (context, setup) => createReplay(context, setup),
  },
  stores: { kafka: log, warehouse: postgres },
  verbs: {
    orders: orderVerbs,
    catalog: catalogVerbs,
    users: userVerbs,
    search: searchVerbs,
    warehouse: warehouseVerbs,
    notifications: notificationVerbs,
    replay: replayVerbs,
  },
  scenarios,
  claims,
  mutants,
  unhealed,
  invariants: (values, outside) => [
    onePerOffset,
    orderKept,
    storedOnce,
    allTold(outside),
    nothingLost(outside),
    commitsFollow,
    committedGrows,
    oneOwner,
    groupsStable(outside),
    schemasReadable,
    lettersAddUp,
    replayIsPrivate,
    lettersEnd(values, outside),
    notifiedOnce,
    projectionsGrow,
    projectionsCurrent(outside),
    ownPace,
    partitionMoves(values),
  ],
  reading,
  code: {
    orders: code('orders.ts', 'publisher.ts', 'order-v1.avsc', 'order-v2.avsc', 'order-incompatible.avsc'),
    catalog: code('catalog.ts', 'publisher.ts', 'product-v1.avsc'),
    users: code('users.ts', 'publisher.ts', 'user-v1.avsc'),
    kafka: code('provision.ts'),
    search: code('search.ts', 'group-reader.ts', 'partition-work.ts', 'event-decoder.ts'),
    warehouse: code('warehouse.ts', 'row-loader.ts', 'load.sql', 'schema.sql', 'group-reader.ts', 'partition-work.ts'),
    notifications: code('notifications.ts', 'notification-provider.ts', 'group-reader.ts', 'partition-work.ts'),
    replay: code('replay.ts', 'redrive.ts'),
  },
  walk,
})
