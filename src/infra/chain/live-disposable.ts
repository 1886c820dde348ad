/** A chain to be thrown away: one validator of wasmd with a fresh genesis, on the loopback. */
import type { Disposable, Machine } from '../live-disposable'

/** The folder of a build of wasmd holds the program and the library that it links. */
const PROGRAM = 'wasmd'
const CHAIN_ID = 'boxes-1'
/** Whom the genesis gives coins: the first account of the words that everybody knows, which pays for runs unless told otherwise. */
const ACCOUNT = 'terra19rl4cm2hmr8afy4kldpxz3fka4jguq0a6yhaa4'
const COINS = '10000000000000000uluna'
/** From block to block a second: as `config.toml` would say it. */
const BLOCK_TIMES = { WASMD_CONSENSUS_TIMEOUT_COMMIT: '1s', WASMD_CONSENSUS_TIMEOUT_PROPOSE: '1s' }

/** How it is started. */
export const disposable: Disposable = {
  ports: 3,
  plan(machine, folder, [rpc, p2p, grpc]) {
    const build = buildOf(machine)
    const program = build === null ? null : machine.program([PROGRAM], [build])
    if (build === null || program === null) {
      return {
        missing: 'CosmWasm chain: npm run test:chain, which builds wasmd where Go is found (a quarter of an hour)',
      }
    }
    const env = { LD_LIBRARY_PATH: build, DAEMON_HOME: folder, ...BLOCK_TIMES }
    const wasmd = (...args: string[]) => ({ program, args: [...args, '--home', folder], env })
    const keys = ['--keyring-backend', 'test']
    const url = `http://127.0.0.1:${rpc}`
    return {
      prepare: [
        wasmd('init', 'node0', '--chain-id', CHAIN_ID, '--default-denom', 'uluna'),
        wasmd('keys', 'add', 'val', ...keys),
        wasmd('genesis', 'add-genesis-account', 'val', '1000000000000uluna', ...keys),
        wasmd('genesis', 'add-genesis-account', ACCOUNT, COINS),
        wasmd('genesis', 'gentx', 'val', '500000000000uluna', '--chain-id', CHAIN_ID, ...keys),
        wasmd('genesis', 'collect-gentxs'),
      ],
      servers: [
        {
          ...wasmd(
            'start',
            '--minimum-gas-prices',
            '0.015uluna',
            '--rpc.laddr',
            `tcp://127.0.0.1:${rpc}`,
            '--p2p.laddr',
            `tcp://127.0.0.1:${p2p}`,
            '--rpc.pprof_laddr',
            '',
            // Without it nobody can ask what gas a transaction would use, also not over the RPC.
            '--grpc.address',
            `127.0.0.1:${grpc}`,
          ),
          port: rpc!,
          isReady: () => hasBlock(url),
          endsBy: 'SIGTERM',
        },
      ],
      url,
    }
  },
}

/** The folder of the newest build. */
function buildOf({ cache, list }: Machine): string | null {
  const newest = list(`${cache}/wasmd`)
    .filter((name) => name.startsWith('v'))
    .toSorted()
    .at(-1)
  return newest === undefined ? null : `${cache}/wasmd/${newest}`
}

/** Transactions are taken once there are two blocks. */
async function hasBlock(url: string): Promise<boolean> {
  try {
    const { result } = (await (await fetch(`${url}/status`)).json()) as {
      readonly result: { readonly sync_info: { readonly latest_block_height: string } }
    }
    return Number(result.sync_info.latest_block_height) >= 2
  } catch {
    return false
  }
}
