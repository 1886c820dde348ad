/** Requests to a Valkey as bytes, and its answers as replies: what it must not be asked is answered here. */
import { RedisError, type RedisCommand, type RedisReply } from '../port'
import { RespEncoder } from '../resp'
import { REFUSED_COMMAND, refuse } from '../unsupported'

/** A request as it is sent, and what is needed to read its answer. */
export interface Request {
  /** A view, valid until the next request is encoded. */
  readonly bytes: Uint8Array
  readonly count: number
  /** By command: the error that stands in for its reply; null where the server's own reply stands. */
  readonly refusals: readonly (RedisError | null)[] | null
}

/** Encodes requests. */
export class RequestEncoder {
  readonly #encoder = new RespEncoder()

  encode(commands: readonly RedisCommand[]): Request {
    const refusals = refusalsOf(commands)
    const sent =
      refusals === null ? commands : commands.map((command, at) => (refusals[at] === null ? command : REFUSED_COMMAND))
    return { bytes: this.#encoder.encode(sent), count: commands.length, refusals }
  }
}

/** Completes what the server said to what the caller is told: a reply for every command. */
export function completeReplies(replies: RedisReply[], count: number, refusals: Request['refusals']): RedisReply[] {
  while (replies.length < count) replies.push(new RedisError('ERR the server closed the connection'))
  if (refusals !== null) {
    for (let index = 0; index < replies.length; index += 1) replies[index] = refusals[index] ?? replies[index]!
  }
  return replies
}

function refusalsOf(commands: readonly RedisCommand[]): (RedisError | null)[] | null {
  let refusals: (RedisError | null)[] | null = null
  for (let index = 0; index < commands.length; index += 1) {
    const refusal = refuse(commands[index]!)
    if (refusal !== null) {
      refusals ??= new Array<RedisError | null>(commands.length).fill(null)
      refusals[index] = refusal
    }
  }
  return refusals
}
