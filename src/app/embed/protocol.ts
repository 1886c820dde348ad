/**
 * What a page and the diagram in its frame say to each other. The page sends `hello` by postMessage until it hears `ready`, which
 * brings a port; everything else goes over that port. Messages are hostile until checked: they have a size, a schema and
 * a list of what can be asked. Nothing here reaches beyond the run.
 */
import * as v from 'valibot'

/** Who sends: messages of others on the same window are none of ours. */
export const SOURCE = 'boxes-and-arrows'
export const PROTOCOL_VERSION = 1
/** Longest message that is read, in characters of its JSON. */
export const MESSAGE_LENGTH_MAX = 4096
/** Messages that are answered in a second; further ones are refused. */
export const MESSAGES_PER_SECOND_MAX = 20

const envelope = {
  source: v.literal(SOURCE),
  v: v.literal(PROTOCOL_VERSION),
  id: v.optional(v.pipe(v.string(), v.maxLength(64))),
}
const name = v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z0-9~/-]+$/))
const nothing = v.optional(v.strictObject({}))

const command = v.variant('type', [
  v.strictObject({ ...envelope, type: v.literal('run'), payload: nothing }),
  v.strictObject({ ...envelope, type: v.literal('pause'), payload: nothing }),
  v.strictObject({ ...envelope, type: v.literal('step'), payload: nothing }),
  v.strictObject({ ...envelope, type: v.literal('restart'), payload: nothing }),
  v.strictObject({ ...envelope, type: v.literal('snapshot'), payload: nothing }),
  v.strictObject({
    ...envelope,
    type: v.literal('setSpeed'),
    payload: v.strictObject({ speed: v.pipe(v.number(), v.minValue(0.1), v.maxValue(100)) }),
  }),
  v.strictObject({ ...envelope, type: v.literal('heal'), payload: v.strictObject({ target: name }) }),
  v.strictObject({
    ...envelope,
    type: v.literal('inject'),
    payload: v.strictObject({
      verb: name,
      target: name,
      value: v.optional(v.pipe(v.string(), v.maxLength(1000))),
      forMs: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(3_600_000))),
    }),
  }),
])

/** A command, checked. */
export type Command = v.InferOutput<typeof command>
/** What can be asked, for `ready`. */
export const COMMANDS = ['run', 'pause', 'step', 'restart', 'snapshot', 'setSpeed', 'heal', 'inject'] as const

const hello = v.object({ source: v.literal(SOURCE), v: v.literal(PROTOCOL_VERSION), type: v.literal('hello') })

/** True for the greeting of a page. */
export function isHello(data: unknown): boolean {
  return isSmall(data) && v.is(hello, data)
}

/** A command, or what is wrong with the message in words that name what is allowed. */
export type ReadCommand = { readonly command: Command } | { readonly problem: string }

/** Checks a message from a page. */
export function readCommand(data: unknown): ReadCommand {
  if (!isSmall(data)) return { problem: `a message is JSON of at most ${MESSAGE_LENGTH_MAX} characters` }
  const result = v.safeParse(command, data)
  if (result.success) return { command: result.output }
  const [issue] = result.issues
  const type: unknown = typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined
  if (!COMMANDS.some((each) => each === type)) return { problem: `a command is one of ${COMMANDS.join(', ')}` }
  return { problem: `${v.getDotPath(issue) ?? 'the message'}: ${issue.message}` }
}

function isSmall(data: unknown): boolean {
  try {
    return (JSON.stringify(data) ?? '').length <= MESSAGE_LENGTH_MAX
  } catch {
    return false
  }
}
