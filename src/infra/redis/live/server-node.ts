/** A run on a real Redis: connections for its callers, keys in its namespace, and what can be done to it. Node only. */
import { CallError } from '~/kernel/call-error'
import type { LiveHalf } from '~/kernel/live'
import type { LiveCaller, LiveStore } from '../../live-store'
import { isReadCommand } from '../command-table'
import { RedisError, type RedisCommand, type RedisExecuteOptions, type RedisReply } from '../port'
import { answerLine } from '../prompt'
import { refuse, upper } from '../unsupported'
import { plainOf, type Answered, type Came, type Keyspace, type LiveRedis } from './live-redis'
import { intoNamespace, outOfNamespace } from './namespace'
import { RedisSocket } from './socket-node'

/** About how many keys one audit looks at. */
const AUDIT_KEYS = 100
/** How many keys a step of counting or removing asks for. */
const SCAN_COUNT = 1_000
/** How long what we ask ourselves may take, in milliseconds. Callers of the run have a patience of their own. */
const ANSWER_MS_MAX = 10_000
/** What stands in for a command that does not go out: it is answered at once and disturbs nothing. */
const NOTHING: RedisCommand = ['ECHO', '']

const NOT_OURS = 'this Redis was not started for this run, so nothing is done that others would feel'

const CANNOT = {
  failover: 'a real Redis keeps no snapshot of each second that could be gone back to',
  'slow-script': 'the scripts of a real Redis take the time that they take; delay the arrow instead',
  skew: 'the clock of a real server is not in our hands',
}

function halfOf(isDisposable: boolean): LiveHalf {
  return isDisposable
    ? { kind: 'redis', acts: ['flush', 'script-flush', 'command', 'oom'], cannot: CANNOT }
    : {
        kind: 'redis',
        acts: ['flush'],
        cannot: { ...CANNOT, 'script-flush': NOT_OURS, command: NOT_OURS, oom: NOT_OURS },
      }
}

/** A real Redis, through the keys of one run. */
export class LiveRedisServer implements LiveRedis {
  readonly half: LiveHalf
  private readonly store: LiveStore
  private readonly prefix: string
  private readonly sockets = new Map<string, RedisSocket>()
  /** Callers that have left something in their connection, such as a watch: they keep one of their own. */
  private readonly stateful = new Set<string>()
  private readonly own: RedisSocket
  private readonly ownBinary: RedisSocket
  /** True once the run is over: nothing of it goes out any more. */
  private isOver = false
  /** Which run of the server the last connection of a caller was made to. */
  private runId: string | undefined
  /** True until it is told with an answer. */
  private hasRestarted = false
  private cursor = '0'
  private keysCounted = 0
  private keysOfRound = 0

  constructor(store: LiveStore, prefix: string) {
    this.half = halfOf(store.isDisposable)
    this.store = store
    this.prefix = prefix
    this.own = new RedisSocket(store.url, { answerMsMax: ANSWER_MS_MAX })
    this.ownBinary = new RedisSocket(store.url, { isBinary: true, answerMsMax: ANSWER_MS_MAX })
  }

  async execute(caller: LiveCaller, commands: readonly RedisCommand[], isBinary: boolean): Promise<Answered> {
    if (this.isOver) throw new CallError('refused', 'the run is over')
    const replies = await this.run(this.socketOf(caller, commands, isBinary), commands)
    const answered = { what: replies.map(plainOf), atMs: performance.now() }
    if (!this.hasRestarted) return answered
    this.hasRestarted = false
    return { ...answered, hasRestarted: true }
  }

  async timeMs(): Promise<Came<number>> {
    const [time] = await this.own.send([['TIME']])
    const [seconds, microseconds] = Array.isArray(time) ? time.map(Number) : [NaN, NaN]
    const timeMs = seconds! * 1000 + microseconds! / 1000
    if (Number.isNaN(timeMs)) throw new CallError('rejected', 'Redis does not tell the time')
    return { what: timeMs, atMs: performance.now() }
  }

  /** Looks at a page of keys. How many there are is known once a round is over; until then, how many were seen. */
  async audit(): Promise<Keyspace> {
    const [page] = await this.run(this.own, [['SCAN', this.cursor, 'COUNT', String(AUDIT_KEYS)]])
    // Whoever turns us away has not told how many there are.
    if (!Array.isArray(page)) throw new CallError('rejected', String(page))
    const [next, keys] = page as [string, string[]]
    this.keysOfRound += keys.length
    this.cursor = next
    if (next === '0') {
      this.keysCounted = this.keysOfRound
      this.keysOfRound = 0
    }
    const ttls = keys.length === 0 ? [] : await this.run(this.own, keys.map((key) => ['PTTL', key])) // prettier-ignore
    const left = ttls.map(Number)
    return {
      keys: this.keyCount,
      sampled: keys.length,
      withoutExpiry: left.filter((ttl) => ttl === -1).length,
      longestTtlMs: Math.max(0, ...left),
    }
  }

  /** How many keys the run has, as far as the audits have seen. */
  private get keyCount(): number {
    return Math.max(this.keysCounted, this.keysOfRound)
  }

  async act(verb: string, value: string | undefined, isStart: boolean): Promise<string | null> {
    switch (verb) {
      case 'flush':
        return this.store.isDisposable ? this.typed('FLUSHALL') : `removed ${await this.clean()} keys of this run`
      case 'script-flush':
        return this.typed('SCRIPT FLUSH')
      case 'command':
        return answerLine(value ?? '', async (command) => (await this.run(this.ownBinary, [command]))[0]!)
      case 'oom':
        await this.own.send([['CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', isStart ? '1' : '0']])
        return null
      default:
        return null
    }
  }

  /** Looks at the keys of the run; a command that may write is not run. */
  async peek(commands: readonly RedisCommand[], { binary = false }: RedisExecuteOptions = {}): Promise<RedisReply[]> {
    const unsafe = commands.find((command) => !isReadCommand(command))
    if (unsafe !== undefined) return commands.map(() => new RedisError('ERR only commands that read are run here'))
    try {
      return await this.run(binary ? this.ownBinary : this.own, commands)
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      return commands.map(() => new RedisError(`ERR ${error.message}`))
    }
  }

  /** Ends the run: removes every key of it, also of what was on its way when nothing went out any more. Gives how many there were. */
  async removeAll(): Promise<number> {
    this.isOver = true
    for (const socket of this.sockets.values()) socket.close()
    let removed = 0
    for (;;) {
      const more = await this.clean()
      if (more === 0) return removed
      removed += more
    }
  }

  /** Removes every key that the run has now. Gives how many there were. */
  async clean(): Promise<number> {
    let removed = 0
    for (let cursor = '0'; ;) {
      const [page] = await this.own.send([['SCAN', cursor, 'MATCH', `${this.prefix}*`, 'COUNT', String(SCAN_COUNT)]])
      if (page instanceof RedisError) throw page
      const [next, keys] = page as [string, string[]]
      if (keys.length > 0) {
        const [count] = await this.own.send([['UNLINK', ...keys]])
        removed += Number(count)
      }
      if (next === '0') return removed
      cursor = next
    }
  }

  close(): void {
    for (const socket of [this.own, this.ownBinary, ...this.sockets.values()]) socket.close()
  }

  private async typed(line: string): Promise<string> {
    return answerLine(line, async (command) => (await this.own.send([command]))[0]!)
  }

  /** Runs commands in the namespace; those that may not go out are answered here, at their places. */
  private async run(socket: RedisSocket, commands: readonly RedisCommand[]): Promise<RedisReply[]> {
    const { prefix } = this
    const refusals: (RedisError | undefined)[] = []
    const sent = commands.map((command, index) => {
      const put = refuse(command) ?? (this.isForeign(command) ? new RedisError(`ERR ${NOT_OURS}`) : intoNamespace(prefix, command)) // prettier-ignore
      if (!(put instanceof RedisError)) return put
      refusals[index] = put
      return NOTHING
    })
    const replies = await socket.send(sent)
    return replies.map((reply, index) => {
      const command = commands[index]!
      // The server counts keys of others, too; those of the run are known from the audits.
      if (upper(command[0]) === 'DBSIZE' && typeof reply === 'number') return Math.min(reply, this.keyCount)
      return refusals[index] ?? outOfNamespace(prefix, command, reply)
    })
  }

  /** True for what reaches beyond the keys of the run. */
  private isForeign(command: RedisCommand): boolean {
    return !this.store.isDisposable && upper(command[0]) === 'SCRIPT' && upper(command[1]) === 'FLUSH'
  }

  private meet(runId: string): void {
    if (this.runId !== undefined && this.runId !== runId) this.hasRestarted = true
    this.runId = runId
  }

  private socketOf(caller: LiveCaller, commands: readonly RedisCommand[], isBinary: boolean): RedisSocket {
    const name = `${caller.from}/${caller.fromInstance}`
    if (leavesState(commands)) this.stateful.add(name)
    const url = this.store.urlFor?.(caller) ?? this.store.url
    const key = `${url} ${isBinary} ${this.stateful.has(name) ? name : ''}`
    const known = this.sockets.get(key)
    if (known !== undefined) return known
    const socket = new RedisSocket(url, { isBinary, meets: (runId) => this.meet(runId) })
    this.sockets.set(key, socket)
    return socket
  }
}

/** True if commands after these mean something else on the same connection. */
function leavesState(commands: readonly RedisCommand[]): boolean {
  let isOpen = false
  for (const [name] of commands) {
    const word = name === undefined ? '' : upper(name)
    if (word === 'WATCH' || word === 'MULTI') isOpen = true
    else if (word === 'EXEC' || word === 'DISCARD') isOpen = false
  }
  return isOpen
}
