/** The host of a recorded run: its live stores are in the record, and everything else runs as in any other run. */
import type { RecordedConnector } from '~/infra/live-store'
import type { Host } from '~/kernel/engine'
import { RecordedPace } from '~/kernel/recorded-pace'
import type { LiveRecording } from './live-recording'

const connectors = import.meta.glob<{ readonly recorded: RecordedConnector }>('../../infra/*/live-recorded.ts')

/**
 * A host that executes a recording, as often as one likes; nobody may do anything to it.
 * @throws Error if a kind of store in it is not one that can be live
 */
export async function recordedHost(recording: LiveRecording, base: Host): Promise<Host> {
  const engines: Record<string, unknown> = {}
  for (const [kind, store] of Object.entries(recording.stores)) {
    const connector = connectors[`../../infra/${kind}/live-recorded.ts`]
    if (connector === undefined) throw new Error(`no store of the kind "${kind.slice(0, 40)}" can be live`)
    const { recorded } = await connector()
    engines[kind] = () => Promise.resolve(recorded.engine(store))
  }
  return {
    ...base,
    engines: { ...base.engines, ...engines },
    pace: (core, turn) => new RecordedPace(core, turn, recording.completions),
  }
}
