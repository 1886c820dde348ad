/**
 * Calls of a contract a second: our host metered, the same with nothing charged, and `cosmwasm-vm-js` both ways. They take
 * turns in one run, so that a busy machine slows all alike. Each call has a fresh instance and the state that the call before left.
 */
import { BasicBackendApi, BasicKVIterStorage, BasicQuerier, Environment, VMInstance } from '@oraichain/cosmwasm-vm-js'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { openContract, type Contract } from '~/infra/chain/vm/contract'
import { GAS_COSTS } from '~/infra/chain/vm/gas-costs'
import { ACCOUNT, artifact, artifactBytes, callJson, ENV } from '~/infra/chain/vm/testing/artifact'
import { testEnvironment, utf8 } from '~/infra/chain/vm/testing/memory-storage'

const ROUNDS = 7
const CALLS = 150
const SIGNATURES = 200
/** Both mint into one state: ids do not meet. */
const UNMETERED_FROM = 1_000_000

const info = { sender: ACCOUNT, funds: [] }
const instantiate = { name: 'Boxes', symbol: 'BOX', minter: ACCOUNT, creator: null, royalty: null }
const mint = (id: number) => ({ mint: { token_id: String(id), owner: ACCOUNT, token_uri: null, extension: null } })

const contract = artifact('collection')
const unmetered = openContract(artifactBytes('collection'), {
  costs: { ...GAS_COSTS, operator: 0n, accountingOperator: 0n, declaredLocal: 0n },
})
const code = artifactBytes('collection')
const ours = testEnvironment()
callJson(contract, 'instantiate', instantiate, ours)

/** A chain of the peer's own parts, with a gas meter or without. */
async function startPeer(isMetered: boolean) {
  const storage = new BasicKVIterStorage()
  const open = async () => {
    const backend = { backend_api: new BasicBackendApi('terra'), querier: new BasicQuerier(), storage }
    const vm = new VMInstance(backend, isMetered ? new Environment(backend.backend_api, 1e15) : undefined)
    await vm.build(code, 'collection')
    return vm
  }
  ;(await open()).instantiate(ENV, info, instantiate)
  return async (id: number) => {
    const answer: unknown = (await open()).execute(ENV, info, mint(id))
    if (!JSON.stringify(answer).startsWith('{"ok"')) throw new Error(`the peer refused: ${JSON.stringify(answer)}`)
  }
}

function callOurs(called: Contract, id: number): void {
  const answer = callJson(called, 'execute', mint(id), { ...ours, gas: testEnvironment().gas })
  if (!('ok' in answer)) throw new Error(`refused: ${JSON.stringify(answer)}`)
}

const [peer, peerMetered] = [await startPeer(false), await startPeer(true)]
const rounds = {
  ours: [] as number[],
  unmetered: [] as number[],
  peer: [] as number[],
  peerMetered: [] as number[],
  verify: [] as number[],
}
const secret = sha256(utf8('bench'))
const key = secp256k1.getPublicKey(secret)
const signed = Array.from({ length: SIGNATURES }, (_, index) => {
  const hash = sha256(utf8(String(index)))
  return { hash, signature: secp256k1.sign(hash, secret, { prehash: false }) }
})
for (let round = 0; round < ROUNDS; round++) {
  const first = round * CALLS
  rounds.ours.push(await perSecond(CALLS, (index) => callOurs(contract, first + index)))
  rounds.unmetered.push(await perSecond(CALLS, (index) => callOurs(unmetered, UNMETERED_FROM + first + index)))
  rounds.peer.push(await perSecond(CALLS, (index) => peer(first + index)))
  rounds.peerMetered.push(await perSecond(CALLS, (index) => peerMetered(first + index)))
  rounds.verify.push(
    await perSecond(SIGNATURES, (index) => {
      const { hash, signature } = signed[index]!
      if (!secp256k1.verify(signature, hash, key, { prehash: false })) throw new Error('a signature does not hold')
    }),
  )
}
const metered = median(rounds.ours)
process.stdout.write(
  JSON.stringify({
    what: `mints a second, a fresh instance each, median of ${ROUNDS} rounds of ${CALLS}, in turn; signatures of secp256k1 verified a second`,
    metered,
    unmetered: median(rounds.unmetered),
    cosmwasmVmJs: median(rounds.peer),
    cosmwasmVmJsMetered: median(rounds.peerMetered),
    ratio: Math.round((median(rounds.unmetered) / median(rounds.peer)) * 100) / 100,
    ratioMetered: Math.round((metered / median(rounds.peerMetered)) * 100) / 100,
    signaturesVerified: median(rounds.verify),
  }),
)

async function perSecond(count: number, work: (index: number) => unknown): Promise<number> {
  const from = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- One at a time is what is measured.
  for (let index = 0; index < count; index++) await work(index)
  return (count * 1000) / (performance.now() - from)
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!)
}
