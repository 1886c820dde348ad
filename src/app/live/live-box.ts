/** Which boxes of a run stand on a real server, and on which. */
import type { LiveState } from '../session/live-store'

/** The server behind a box: its name and version, if it is known. Null for a box that stands on nothing live. */
export function serverBehind(
  { connectors, description, recording, can }: LiveState,
  box: string,
): { readonly title: string | null; readonly isRecorded: boolean } | null {
  const kind = description?.stores[box]?.kind
  if (kind === undefined) return null
  const recorded = recording?.stores.find((store) => store.kind === kind)
  if (recorded !== undefined) return { title: recorded.title, isRecorded: true }
  if (recording !== null || can?.isRealTime !== true) return null
  const live = connectors?.find((store) => store.kind === kind)
  return live === undefined ? null : { title: live.title ?? null, isRecorded: false }
}
