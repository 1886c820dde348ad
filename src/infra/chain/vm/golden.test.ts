/**
 * What the virtual machine of the chain itself, cosmwasm-vm 3.0.10, made of 153 calls on the project's contracts: the same arguments
 * must give the same answers, the same failures and the same gas, to the unit. Only what is wrong with an address is said in other
 * words by its mock than by a chain, and as bytes of text cost gas, those calls are compared without either.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openContract, type Contract } from './contract'
import type { ContractStorage } from './environment'
import { GAS_COSTS, GAS_MULTIPLIER } from './gas-costs'
import { GasMeter } from './gas-meter'
import type { EntryPoint } from './interface'
import { artifactBytes, type ArtifactName } from './testing/artifact'
import { hex, testEnvironment, utf8 } from './testing/memory-storage'
import { VmError } from './vm-error'

interface Step {
  readonly entry: EntryPoint
  readonly args: readonly string[]
  readonly gasLimit: string
  readonly gasUsed: string
  readonly result?: string
  readonly failure?: { readonly kind: string; readonly message: string }
}

interface Golden {
  readonly artifacts: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>
  readonly prefix: string
  readonly plays: readonly {
    readonly name: string
    readonly contract: ArtifactName
    readonly answers: Readonly<Record<string, string>>
    readonly steps: readonly Step[]
  }[]
}

const golden = JSON.parse(readFileSync('contracts/golden/vm.json', 'utf8')) as Golden
/** The mock of cosmwasm-vm asks for these two the other way round than wasmd does. */
const COSTS = { ...GAS_COSTS, humanize: 4n * GAS_MULTIPLIER, canonicalize: 5n * GAS_MULTIPLIER }
const ADDRESS_COMPLAINT = /(addr_\w+ errored): (?!Input is )(?:[^"\\]|\\.)*/
/** There, what fails within an import is a trap, whose message says why. */
const FAILURES: readonly (readonly [RegExp, VmError['kind']])[] = [
  [/RuntimeError: Aborted: /, 'aborted'],
  [/Must not call a writing storage function/, 'read-only'],
  [/Region length too big/, 'limit'],
]
const contracts = new Map<ArtifactName, Contract>()

test('it was played on the artifacts that there are', () => {
  for (const [file, { sha256: hash, bytes }] of Object.entries(golden.artifacts)) {
    const code = artifactBytes(file.replace('.wasm', '') as ArtifactName)
    expect([file, hex(sha256(code)), code.length]).toEqual([file, hash, bytes])
  }
  expect(golden.plays.reduce((count, { steps }) => count + steps.length, 0)).toBe(153)
})

describe.each(golden.plays)('$name', ({ contract: name, answers, steps }) => {
  const { storage } = testEnvironment()

  test.each(steps.map((step, place) => [place, step] as const))('step %i', (_, step) => {
    const gas = new GasMeter(BigInt(step.gasLimit))
    const environment = testEnvironment({
      storage: iterationPaid(storage, gas),
      gas,
      prefix: golden.prefix,
      isReadOnly: step.entry === 'query',
      query: (request) => answerTo(answers, new TextDecoder().decode(request)),
    })
    const told = { message: step.args.at(-1), ...played(contractOf(name), step, environment) }
    const wanted = { message: step.args.at(-1), result: step.result, failure: failureOf(step) }
    if (ADDRESS_COMPLAINT.test(step.result ?? '')) expect(withoutWords(told)).toEqual(withoutWords(wanted))
    else expect({ ...told, gasUsed: String(gas.used) }).toEqual({ ...wanted, gasUsed: step.gasUsed })
  })
})

test('few calls are about a wrong address, and so compared without gas', () => {
  const steps = golden.plays.flatMap((play) => play.steps)
  expect(steps.filter(({ result }) => ADDRESS_COMPLAINT.test(result ?? '')).length).toBe(6)
})

function contractOf(name: ArtifactName): Contract {
  const contract = contracts.get(name) ?? openContract(artifactBytes(name), { costs: COSTS })
  contracts.set(name, contract)
  return contract
}

function answerTo(answers: Readonly<Record<string, string>>, request: string): Uint8Array {
  return utf8(answers[request] ?? JSON.stringify({ error: { unsupported_request: { kind: request } } }))
}

function played(contract: Contract, { entry, args }: Step, environment: Parameters<Contract['call']>[2]) {
  try {
    const result = contract.call(entry, args.map(utf8), environment)
    return { result: new TextDecoder().decode(result), failure: undefined }
  } catch (error) {
    if (!(error instanceof VmError)) throw error
    return { result: undefined, failure: error.kind }
  }
}

/** Each entry that an iterator gives costs its bytes, in the mock's store. Everything else in it is free. */
function iterationPaid(storage: ContractStorage, gas: GasMeter): ContractStorage {
  return {
    get: (key) => storage.get(key),
    set: (key, value) => storage.set(key, value),
    remove: (key) => storage.remove(key),
    *scan(start, end, order) {
      const entries = storage.scan(start, end, order)
      for (let next = entries.next(); next.done !== true; next = entries.next()) {
        const [key, value] = next.value
        gas.charge(BigInt(key.length + value.length))
        yield next.value
      }
    },
  }
}

function failureOf({ failure }: Step): string | undefined {
  return FAILURES.find(([pattern]) => pattern.test(failure?.message ?? ''))?.[1] ?? failure?.kind
}

function withoutWords<Told extends { readonly result: string | undefined }>(told: Told): Told {
  return { ...told, result: told.result?.replace(ADDRESS_COMPLAINT, '$1') }
}
