/** The prompt of a Redis: what a line answers, and whether it would change anything. */
import type { PromptAnswer } from '~/kernel/store-kind'
import { isConnectionCommand, isPageCommand, isReadCommand } from './command-table'
import { formatPage, formatReply } from './format-reply'
import { CommandLineError, parseCommandLine } from './parse-command'
import { RedisError, type RedisCommand, type RedisEngine, type RedisReply } from './port'
import { refuse } from './unsupported'

const NO_CONNECTION =
  'ERR every line of this prompt has a connection of its own: what changes one has no effect here; for several commands use EVAL'

/** Whom the lines are for. */
interface Asked {
  readonly engine: Pick<RedisEngine, 'peek'>
}

/** Runs a line of the prompt with `run` and prints the answer; what is wrong with the line is printed, too. */
export async function answerLine(
  line: string,
  run: (command: RedisCommand) => Promise<RedisReply> | RedisReply,
): Promise<string> {
  try {
    const command = parseCommandLine(line)
    if (isConnectionCommand(command)) return formatReply(new RedisError(NO_CONNECTION))
    const reply = await run(command)
    return isPageCommand(command) ? formatPage(reply) : formatReply(reply)
  } catch (error) {
    if (error instanceof CommandLineError) return `(error) ERR ${error.message}`
    throw error
  }
}

/** Answers a line that only reads; of one that may write it says so. */
export async function answerAtPrompt(store: Asked, line: string, wallMs: number): Promise<PromptAnswer> {
  let isWrite = false
  const text = await answerLine(line, async (command) => {
    isWrite = !isReadCommand(command) && (await isTaken(store, command, wallMs))
    if (isWrite) return new RedisError('ERR this command may write: run it as an action of the run')
    const [reply] = await store.engine.peek([command], { binary: true, atMs: wallMs })
    return reply!
  })
  return { text, isWrite }
}

/** False for a command that the server, or this port, turns away whatever it is about: nothing comes of it. */
async function isTaken({ engine }: Asked, command: RedisCommand, wallMs: number): Promise<boolean> {
  if (refuse(command) !== null) return false
  const [known] = await engine.peek([['COMMAND', 'INFO', command[0]!, 'GET']], { atMs: wallMs })
  const [about, aboutGet] = Array.isArray(known) ? known : []
  // An engine that does not tell of its commands is left to judge itself.
  if (!Array.isArray(aboutGet)) return true
  if (!Array.isArray(about)) return false
  const arity = Number(about[1])
  return arity < 0 ? command.length >= -arity : command.length === arity
}
