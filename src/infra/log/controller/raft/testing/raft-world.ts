/**
 * Some voters, a network that loses, delays and parts, and crashes, all by one seed; after each step what must hold of a quorum is
 * held against it. The checks are those of the Raft paper: election safety, log matching, leader completeness, state machine safety.
 */
import { createRng, type Rng } from '~/kernel/random'
import { createRaftDisk, type RaftDisk } from '../raft-disk'
import type { RaftRequest, RaftResponse } from '../raft-messages'
import { RaftNode } from '../raft-node'
import { RAFT_DEFAULTS } from '../raft-options'

type Entry = string

interface Voter {
  readonly disk: RaftDisk<Entry>
  node: RaftNode<Entry> | null
  /** Of its incarnations: what an earlier one asked is nobody's any more. */
  incarnation: number
  /** Up to where its log was held against what is committed. */
  checkedOffset: number
}

interface Event {
  readonly atMs: number
  readonly run: () => void
}

/** How bad the world is. */
export interface RaftWorldOptions {
  readonly voters: number
  /** Of each message, either way. */
  readonly loss: number
  /** Of a crash, a restart, a partition or its end, in each step of 50 ms. */
  readonly trouble: number
}

const STEP_MS = 10
const LATENCY_MS_MAX = 40

export class RaftWorld {
  nowMs = 0
  private readonly rng: Rng
  private readonly options: RaftWorldOptions
  private readonly voters: Voter[]
  private events: Event[] = []
  private isCalm = false
  /** Pairs that do not hear each other, one way. */
  private readonly cut = new Set<string>()
  private readonly leaders = new Map<number, number>()
  private readonly committed: { readonly epoch: number; readonly entry: Entry }[] = []
  private appended = 0

  constructor(seed: number, options: RaftWorldOptions) {
    this.rng = createRng(seed)
    this.options = options
    this.voters = Array.from({ length: options.voters }, () => ({
      disk: createRaftDisk<Entry>(),
      node: null,
      incarnation: 0,
      checkedOffset: 0,
    }))
    for (const id of this.voters.keys()) this.start(id)
  }

  get committedCount(): number {
    return this.committed.length
  }

  get epochCount(): number {
    return this.leaders.size
  }

  /** Lets time go on, with troubles until {@link calm}. */
  run(durationMs: number): void {
    for (const endMs = this.nowMs + durationMs; this.nowMs < endMs;) {
      this.nowMs += STEP_MS
      const due = this.events.filter(({ atMs }) => atMs <= this.nowMs)
      this.events = this.events.filter(({ atMs }) => atMs > this.nowMs)
      for (const { run } of due.sort((a, b) => a.atMs - b.atMs)) run()
      for (const id of this.voters.keys()) this.poll(id)
      this.append()
      if (!this.isCalm && this.nowMs % 50 === 0 && this.rng.chance(this.options.trouble)) this.disturb()
      this.check()
    }
  }

  /** Everybody runs and hears everybody. */
  calm(): void {
    this.isCalm = true
    this.cut.clear()
    for (const [id, { node }] of this.voters.entries()) if (node === null) this.start(id)
  }

  private start(id: number): void {
    const voter = this.voters[id]!
    voter.incarnation += 1
    const ids = [...this.voters.keys()]
    const rng = this.rng.fork(`${id}/${voter.incarnation}`)
    voter.node = new RaftNode(id, ids, voter.disk, (leader) => `leader ${leader}`, RAFT_DEFAULTS, rng, this.nowMs)
  }

  private disturb(): void {
    const id = this.rng.int(this.voters.length)
    const other = this.rng.int(this.voters.length)
    const voter = this.voters[id]!
    const kind = this.rng.int(4)
    if (kind === 0) voter.node = null
    else if (kind === 1 && voter.node === null) this.start(id)
    else if (kind === 2) this.cut.add(`${id}>${other}`)
    else this.cut.clear()
  }

  private append(): void {
    if (!this.rng.chance(0.1)) return
    for (const { node } of this.voters) node?.append([`entry ${(this.appended += 1)}`])
  }

  private poll(id: number): void {
    const { node, incarnation } = this.voters[id]!
    if (node === null || node.nextPollMs() > this.nowMs) return
    for (const { to, request } of node.poll(this.nowMs)) this.ask(id, incarnation, to, request)
  }

  private ask(from: number, incarnation: number, to: number, request: RaftRequest): void {
    const reply = (response: RaftResponse<Entry> | null) => {
      const voter = this.voters[from]!
      if (voter.incarnation === incarnation) voter.node?.receive(to, request, response, this.nowMs)
    }
    const fail = () => this.after(RAFT_DEFAULTS.requestTimeoutMs, () => reply(null))
    if (this.isLost(from, to)) {
      fail()
      return
    }
    this.after(this.rng.int(LATENCY_MS_MAX), () => {
      const answerer = this.voters[to]!.node
      if (answerer === null) {
        reply(null)
        return
      }
      const response = answerer.answer(request, this.nowMs)
      if (this.isLost(to, from)) fail()
      else this.after(this.rng.int(LATENCY_MS_MAX), () => reply(response))
    })
  }

  private isLost(from: number, to: number): boolean {
    return this.cut.has(`${from}>${to}`) || (!this.isCalm && this.rng.chance(this.options.loss))
  }

  private after(delayMs: number, run: () => void): void {
    this.events.push({ atMs: this.nowMs + delayMs, run })
  }

  private check(): void {
    for (const voter of this.voters) {
      if (voter.node === null) continue
      if (voter.node.role.kind === 'leader') this.checkLeader(voter.node)
      this.checkCommitted(voter, voter.node.highWatermark)
    }
    if (this.nowMs % 100 === 0) this.checkMatching()
  }

  private checkLeader(node: RaftNode<Entry>): void {
    const before = this.leaders.get(node.epoch)
    if (before !== undefined && before !== node.id) throw new Error(`two leaders in epoch ${node.epoch}`)
    if (before === undefined) {
      // Whoever comes to lead has all that was ever committed.
      const own = flat(node.disk)
      for (const [offset, { entry }] of this.committed.entries()) {
        if (own[offset]?.entry !== entry) throw new Error(`the leader of ${node.epoch} lacks ${entry} at ${offset}`)
      }
    }
    this.leaders.set(node.epoch, node.id)
  }

  private checkCommitted(voter: Voter, highWatermark: number): void {
    if (highWatermark > voter.disk.log.endOffset) throw new Error('more is committed than there is')
    if (highWatermark <= voter.checkedOffset) return
    const own = flat(voter.disk)
    for (let offset = voter.checkedOffset; offset < highWatermark; offset += 1) {
      const known = this.committed[offset]
      if (known === undefined) this.committed.push(own[offset]!)
      else if (known.entry !== own[offset]!.entry) throw new Error(`two truths at ${offset}`)
    }
    voter.checkedOffset = highWatermark
  }

  private checkMatching(): void {
    const logs = this.voters.map(({ disk }) => flat(disk))
    for (const a of logs) {
      for (const b of logs) {
        let agreed = Math.min(a.length, b.length) - 1
        while (agreed >= 0 && a[agreed]!.epoch !== b[agreed]!.epoch) agreed -= 1
        for (let offset = 0; offset <= agreed; offset += 1) {
          if (a[offset]!.entry !== b[offset]!.entry) throw new Error(`logs agree at ${agreed} and not at ${offset}`)
        }
      }
    }
  }
}

function flat({ log }: RaftDisk<Entry>): readonly { readonly epoch: number; readonly entry: Entry }[] {
  const all: { readonly epoch: number; readonly entry: Entry }[] = []
  for (let offset = 0; offset < log.endOffset;) {
    for (const { epoch, entries } of log.read(offset)) {
      for (const entry of entries) all.push({ epoch, entry })
      offset += entries.length
    }
  }
  return all
}
