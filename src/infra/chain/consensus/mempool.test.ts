import { describe, expect, test } from 'vitest'
import { sendMessage, uluna } from '../testing/messages'
import { TestChain } from '../testing/test-chain'
import { ADA, BOB } from '../testing/wallets'
import { Mempool, MEMPOOL_LIMITS } from './mempool'

const bytes = (number: number) => new Uint8Array(new Uint32Array([number]).buffer)

describe('the mempool', () => {
  test('takes the same bytes once, whatever became of them', () => {
    const pool = new Mempool()
    pool.announce(bytes(1))
    pool.add(bytes(1))
    expect(() => pool.announce(bytes(1))).toThrow('tx already exists in cache')
    pool.remove([bytes(1)])
    expect(pool.size).toBe(0)
    expect(() => pool.announce(bytes(1))).toThrow('tx already exists in cache')
  })

  test('takes again what it was told to forget, and what it let go', () => {
    const pool = new Mempool()
    pool.announce(bytes(1))
    pool.forget(bytes(1))
    pool.announce(bytes(1))
    pool.add(bytes(1))
    expect(pool.keep(() => false)).toEqual([bytes(1)])
    pool.announce(bytes(1))
  })

  test('remembers so many, and forgets the oldest first', () => {
    const pool = new Mempool()
    for (let number = 0; number <= MEMPOOL_LIMITS.cache; number++) pool.announce(bytes(number))
    pool.announce(bytes(0))
    expect(() => pool.announce(bytes(2))).toThrow('cache')
  })

  test('is full at so many, and refuses what is too large', () => {
    const pool = new Mempool()
    for (let number = 0; number < MEMPOOL_LIMITS.transactions; number++) pool.add(bytes(number))
    expect(() => pool.announce(bytes(9_999))).toThrow('mempool is full: number of txs 5000 (max: 5000)')
    const large = new Uint8Array(MEMPOOL_LIMITS.transactionBytes + 1)
    expect(() => new Mempool().announce(large)).toThrow('Tx too large. Max size is 1048576, but got 1048577')
  })
})

describe('after a block', () => {
  const send = sendMessage(ADA, BOB.address, uluna(1))

  test('what is no longer good goes, and what is stays', () => {
    const chain = new TestChain()
    const [first, second] = [0n, 1n].map((sequence) => chain.sign(ADA, [send], { sequence }))
    const other = chain.sign(ADA, [send], { sequence: 0n, fee: uluna(16_000) })
    chain.node.checkTx(first!)
    chain.node.checkTx(second!)
    chain.node.dropMempool()
    chain.node.checkTx(other)
    chain.block()
    // Only now the first one comes back: its sequence was used.
    expect(chain.node.checkTx(first!).code).toBe(32)
    expect(chain.node.checkTx(second!).code).toBe(0)
    expect(chain.node.waiting).toEqual([second])
  })
})
