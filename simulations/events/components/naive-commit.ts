/**
 * A commit as clients send it that look at nothing but their own number: in the member's present generation, whether the partition is
 * still theirs or not (tulios/kafkajs#1046). The coordinator has no way to tell. It is here for the defects that it stands for.
 */
import type { Commit, LogConsumer } from '~/infra/log/port'
import { isCallError } from '~/kernel/call-error'
import type { Context } from '~/kernel/component'

const TIMEOUT_MS = 1_000

interface Coordinator {
  readonly error: string
  readonly nodeId: number
}

interface Committed {
  readonly partitions: readonly { readonly error: string }[]
}

/** True if the coordinator took it. */
export async function commitNaively(
  context: Pick<Context<'kafka'>, 'call'>,
  groupId: string,
  { memberId, generation }: Pick<LogConsumer, 'memberId' | 'generation'>,
  { topic, partition, offset, leaderEpoch = -1 }: Commit,
): Promise<boolean> {
  try {
    const find = { type: 'FindCoordinator', request: 0, groupId }
    const found = await context.call<Coordinator>('kafka', find, { timeoutMs: TIMEOUT_MS, isPull: true })
    if (found.error !== 'NONE') return false
    const commit = {
      type: 'OffsetCommit',
      request: 0,
      groupId,
      memberId,
      groupInstanceId: null,
      generationId: generation,
      partitions: [{ topic, partition, offset, leaderEpoch, metadata: '' }],
    }
    const terms = { timeoutMs: TIMEOUT_MS, isPull: true, instance: found.nodeId }
    const answer = await context.call<Committed>('kafka', commit, terms)
    return answer.partitions[0]?.error === 'NONE'
  } catch (error) {
    if (!isCallError(error)) throw error
    return false
  }
}
