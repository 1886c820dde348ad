/**
 * What a chain is to a stock client: one suite for our chain and for a live wasmd. An unmodified CosmJS does the operations that were recorded, and
 * every request and every answer is compared with the recording.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { comparable } from './comparable'
import { differences } from './differences'
import { OPERATIONS, type Operation } from './operations'
import { RECORDED_SIGNER, recordingOf } from './recordings'
import type { ChainSession, Exchange } from './session'
import { VARYING, VARYING_IN } from './varying'

/** What came of an operation. */
export interface Played {
  readonly exchanges: readonly Exchange[]
  /** What the client threw. */
  readonly error: string | undefined
}

/** Does an operation, with what has to be done before it. */
export async function play(session: ChainSession, { before, run }: Operation): Promise<Played> {
  await before?.(session)
  const from = session.exchanges.length
  let error: string | undefined
  try {
    await run(session)
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown)
  }
  return { exchanges: session.exchanges.slice(from), error }
}

/** Runs the suite on a chain that has nothing yet but an account with coins. */
export function describeChain(
  name: string,
  open: () => Promise<ChainSession>,
  close: () => Promise<void> | void = () => undefined,
): void {
  describe(name, () => {
    let session: ChainSession
    const played = new Map<string, Played>()
    beforeAll(async () => {
      session = await open()
      // oxlint-disable-next-line no-await-in-loop -- Each goes on where the one before ended.
      for (const operation of OPERATIONS) played.set(operation.name, await play(session, operation))
    })
    afterAll(close)

    test.each(OPERATIONS.map((operation) => operation.name))('%s is asked and answered as recorded', (operation) => {
      const { exchanges, error } = played.get(operation)!
      const recorded = recordingOf(operation)
      const ours = withoutContractsOwn(operation, comparable(exchanges, session.address))
      const theirs = comparable(recorded.exchanges, RECORDED_SIGNER)
      expect(differences(ours, theirs, [...VARYING, ...(VARYING_IN[operation] ?? [])])).toEqual([])
      expect(wordsOf(error)).toBe(wordsOf(recorded.error))
    })

    test('sending coins costs the same gas, to the unit', () => {
      const { gas_used: used } = resultIn(played.get('sendTokens')!)
      expect(used).toBe(resultIn(recordingOf('sendTokens')).gas_used)
    })
  })
}

/** The villain always says that it was migrated; the recorded contract said nothing. */
function withoutContractsOwn(operation: string, exchanges: unknown[]): unknown {
  return operation === 'migrate' ? withoutWasm(exchanges) : exchanges
}

function withoutWasm(value: unknown): unknown {
  if (Array.isArray(value))
    return value.filter((item) => (item as { type?: string } | null)?.type !== 'wasm').map(withoutWasm)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutWasm(field)]))
}

/** An error of the client without what follows from hashes, heights and the gas and words of another contract. */
function wordsOf(error: string | undefined): string | undefined {
  return error
    ?.replace(/tx [0-9A-F]{64} at height \d+/, 'tx <hash> at height <height>')
    .replace(/gasUsed: \d+/, 'gasUsed: <gas>')
    .replace(/ \[CosmWasm\/wasmd[^\]]*\]/, '')
    .replace(/gas used: '\d+'/, "gas used: '<gas>'")
    .replace(/^(Query failed with \(6\): ).*(: query wasm contract failed)/, '$1<words>$2')
}

function resultIn({ exchanges }: Pick<Played, 'exchanges'>): { readonly gas_used: string } {
  const { txs } = exchanges.at(-1)!.result as { txs: readonly { tx_result: { gas_used: string } }[] }
  return txs[0]!.tx_result
}
