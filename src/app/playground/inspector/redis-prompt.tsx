/** The command prompt of a Redis, answering as redis-cli prints it. */
import { useSession } from '../../session/session-context'
import { Prompt, type PromptAnswer } from './prompt'
import { promptPage, readPage } from './redis-pages'

/** A prompt for a Redis box. */
export function RedisPrompt({ box, instance }: { readonly box: string; readonly instance: number }) {
  const session = useSession()
  return <Prompt box={box} sign="redis>" placeholder="PING" answer={(line) => answerTo(session, box, instance, line)} />
}

async function answerTo(
  session: ReturnType<typeof useSession>,
  box: string,
  instance: number,
  line: string,
): Promise<PromptAnswer> {
  try {
    const page = readPage(promptPage, await session.inspect(box, instance, { view: 'command', line }))
    if (page === null) return { text: 'Could not connect to Redis: Connection refused', isWrite: false }
    if (!page.isWrite) return page
    const shown = await session.inject({ verb: 'command', target: { kind: 'box', box }, value: line })
    return {
      text: typeof shown === 'string' ? shown : shown === null ? '(no answer)' : JSON.stringify(shown),
      isWrite: true,
    }
  } catch (error) {
    return { text: `(error) ${error instanceof Error ? error.message : String(error)}`, isWrite: false }
  }
}
