/** The scenarios: load, timed faults, and the sentence each is meant to show. */
import type { Scenario } from '~/kernel/scenario'
import { createLoad, type Habits } from './load'

/** Long enough for a session to run out, a rebalance, and what has piled up meanwhile. */
const SETTLE_MS = 20_000

interface Told {
  readonly id: string
  readonly title: string
  readonly hypothesis: string
  readonly durationMs: number
  readonly actions: readonly string[]
  readonly habits?: Habits
}

const told: readonly Told[] = [
  {
    id: 'steady',
    title: 'Steady',
    hypothesis: 'Two thousand events a second reach three readers, each aggregate in its order.',
    durationMs: 15_000,
    actions: [],
  },
  {
    id: 'slow-warehouse',
    title: 'Slow warehouse',
    hypothesis: 'The warehouse falls behind, and nobody else notices: its lag is its own.',
    durationMs: 15_000,
    actions: ['slow-warehouse:warehouse=40@2000-12000'],
  },
  {
    id: 'reader-crash',
    title: 'A reader dies',
    hypothesis: 'Its partitions go to the others; what it had not committed is handled again, and has its effect once.',
    durationMs: 22_000,
    actions: ['crash:notifications/0@8000-14000', 'crash:notifications/1@8100-14000'],
  },
  {
    id: 'producer-crash',
    title: 'A producer dies',
    hypothesis: 'What it had written down is told when it is back: perhaps twice in the log, and once in its effect.',
    durationMs: 15_000,
    actions: ['crash-at:orders=before-forget@4000', 'crash-at:catalog=before-send@5000', 'crash:users@6000-9000'],
  },
  {
    id: 'zombie-reader',
    title: 'Zombie reader',
    hypothesis: 'A reader that was away too long wakes up, and nothing it still does counts.',
    durationMs: 24_000,
    actions: ['freeze:search/0@7000-16000'],
  },
  {
    id: 'rebalance-storm',
    title: 'Rebalance storm',
    hypothesis: 'Members come and go; partitions that stay where they are go on being read.',
    durationMs: 20_000,
    actions: [0, 1, 2, 0, 1, 2].map((instance, index) => `restart:notifications/${instance}@${6_000 + index * 2_000}`),
  },
  {
    id: 'poison-bytes',
    title: 'Poison bytes',
    hypothesis: 'What nobody can read steps aside at once, and the partition moves on.',
    durationMs: 15_000,
    actions: ['poison:orders=3@3000', 'poison:users=2@6000'],
  },
  {
    id: 'dependency-down',
    title: 'A dependency is down, then replay',
    hypothesis:
      'When most of a batch fails nothing is poison: the reader stops, keeps its position, and goes on later.',
    durationMs: 20_000,
    actions: ['provider-down:notifications@3000-9000', 'replay:replay@14000'],
  },
  {
    id: 'refused-events',
    title: 'One reader cannot handle an event',
    hypothesis: 'What only the notifications cannot handle is put aside by them, and replayed to them alone.',
    durationMs: 18_000,
    actions: ['refuse:notifications=2@6000', 'replay:replay@11000'],
  },
  {
    id: 'replay-behind',
    title: 'Replay behind newer events',
    hypothesis: 'What is replayed behind newer events of its aggregate is superseded and takes nothing back.',
    durationMs: 20_000,
    actions: ['poison:catalog=5@3000', 'replay:replay@9000'],
    habits: { hot: 0.3 },
  },
  {
    id: 'incompatible-deploy',
    title: 'Incompatible deploy',
    hypothesis: 'A schema that readers could not read is refused when it is registered, not when it is read.',
    durationMs: 15_000,
    actions: ['deploy:orders=incompatible@4000-11000'],
  },
  {
    id: 'compatible-evolution',
    title: 'Compatible evolution',
    hypothesis: 'A field with a default may come first to readers or first to writers.',
    durationMs: 15_000,
    actions: ['upgrade:search=v2@3000-12000', 'deploy:orders=v2@5000-10000', 'upgrade:notifications=v2@7000-12000'],
  },
  {
    id: 'hot-aggregate',
    title: 'Hot aggregate',
    hypothesis: 'One product makes one partition hot: its order is kept, and the other partitions do not wait.',
    durationMs: 15_000,
    actions: [],
    habits: { catalog: 500, hot: 0.7 },
  },
  {
    id: 'leader-killed',
    title: 'Leader killed',
    hypothesis: 'A broker dies: others lead, nothing that was acknowledged is missing.',
    durationMs: 30_000,
    actions: ['partition:kafka/1~kafka/0@7000-8200', 'partition:kafka/2~kafka/0@7000-8200', 'crash:kafka/0@8000-22000'],
  },
  {
    id: 'below-minimum',
    title: 'In-sync replicas below the minimum',
    hypothesis: 'With one replica left writes are refused rather than taken on half a promise; reading goes on.',
    durationMs: 30_000,
    actions: ['crash:kafka/1@4000-20000', 'crash:kafka/2@5000-20000'],
  },
  {
    id: 'lost-acknowledgements',
    title: 'Lost acknowledgements',
    hypothesis: 'Producers send again what was stored already, and it is stored once.',
    durationMs: 18_000,
    actions: ['reply-lost:orders~kafka=0.2@3000-10000', 'reply-lost:catalog~kafka=0.2@3000-10000'],
  },
  {
    id: 'retention-overtakes',
    title: 'Retention overtakes a reader',
    hypothesis:
      'What the warehouse has not read is deleted: it learns so, begins at the first record there is, and nobody else notices.',
    durationMs: 20_000,
    actions: ['crash:warehouse@4000-13500', 'retention-cut:kafka=250@8500', 'retention-cut:kafka=250@12500'],
  },
  {
    id: 'delete-while-down',
    title: 'Delete while the search is down',
    hypothesis: 'Products that were removed meanwhile are not found when the search is back.',
    durationMs: 20_000,
    actions: ['crash:search@3000-10000'],
  },
  {
    id: 'registry-down',
    title: 'Registry down',
    hypothesis: 'Whoever knows the schemas goes on; whoever does not waits, and calls nothing poison.',
    durationMs: 18_000,
    actions: ['registry-down:kafka@3000-10000', 'restart:search@5000', 'restart:users@5000'],
  },
]

/** The scenarios of the platform, the first being the default. */
export const scenarios: readonly Scenario[] = told.map(({ habits, ...scenario }) => ({
  ...scenario,
  settleMs: SETTLE_MS,
  load: createLoad(habits),
}))
