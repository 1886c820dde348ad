import { beforeAll, describe, expect, test } from 'vitest'
import { transactionHash } from '../app/transaction'
import { sendMessage, uluna } from '../testing/messages'
import { TestChain } from '../testing/test-chain'
import { ADA, BOB } from '../testing/wallets'
import { noServingFaults, ServedChain, type ServingFaults } from './served-chain'

let chain: TestChain
let hash: Uint8Array

/** A chain of ten blocks, the fourth of which has a transaction. */
beforeAll(() => {
  chain = new TestChain()
  while (chain.node.latestHeight < 3) chain.block()
  const bytes = chain.sign(ADA, [sendMessage(ADA, BOB.address, uluna(5))])
  hash = transactionHash(bytes)
  chain.node.checkTx(bytes)
  while (chain.node.latestHeight < 10) chain.block()
})

const served = (faults: Partial<ServingFaults> = {}, isArchive = false) =>
  new ServedChain(chain.node, { ...noServingFaults(), ...faults }, isArchive)

describe('a node', () => {
  test('serves its last block, and none that is not there', () => {
    expect(served().block().header.height).toBe(10)
    expect(() => served().block(11)).toThrow('height 11 must be less than or equal to the current blockchain height 10')
  })

  test('that lags serves what it has, and its state', () => {
    const lagging = served({ lagBlocks: 3 })
    expect([lagging.latestHeight, lagging.block().header.height]).toEqual([7, 7])
    expect(() => lagging.block(8)).toThrow('current blockchain height 7')
    expect(lagging.state(8)).toBeUndefined()
    expect(lagging.state(7)).toBeDefined()
    expect(served({ lagBlocks: 99 }).latestHeight).toBe(1)
  })

  test('says the name that it is told to', () => {
    expect([served().chainId, served({ chainId: 'boxes-2' }).chainId]).toEqual(['boxes-1', 'boxes-2'])
  })

  test('whose index lags knows a block, and not what is in it', () => {
    const slow = served({ indexLagBlocks: 7 })
    expect(slow.block(4).transactions.length).toBe(1)
    expect(slow.inclusionsOf(hash)).toEqual([])
    expect(slow.indexedHeights()).toEqual([1, 2, 3])
    expect(served({ indexLagBlocks: 6 }).inclusionsOf(hash)).toEqual([{ height: 4, index: 0 }])
  })

  test('that keeps few blocks has not the others; an archive has', () => {
    chain.node.keep(4)
    expect(served().earliestHeight).toBe(7)
    expect(() => served().block(6)).toThrow('height 6 is not available, lowest height is 7')
    expect(served().inclusionsOf(hash)).toEqual([])
    expect(served({}, true).block(4).transactions.length).toBe(1)
    expect(served({}, true).inclusionsOf(hash)).toEqual([{ height: 4, index: 0 }])
  })
})
