/** What a run wants that is not here: a file that one of its acts names. Whoever has it drops it, and the run begins. */
import { filesWanted, type WantedFile } from '~/kernel/wanted-file'
import type { Run } from '~/kernel/run'
import { useLive, useSession } from '../session/session-context'
import { FileDrop } from './inspector/panels/file-drop'

/** The files that a run names and whose absence is what a failure tells of. */
export function useMissingFiles(): readonly WantedFile[] {
  const { diagram } = useSession()
  const failure = useLive((state) => state.failure)
  const run = useLive((state): Run | null => state.frame?.run ?? state.run)
  const verbs = useLive((state) => state.description?.verbs)
  if (failure === null || run === null || verbs === undefined) return []
  return filesWanted({ diagram, verbs }, run.actions).filter(({ checksum }) => failure.includes(checksum))
}

/** A place to drop one. */
export function MissingFile({ file: { checksum, suffix, bytesMax } }: { readonly file: WantedFile }) {
  const session = useSession()
  const bring = async (name: string, base64: string) => {
    if ((await checksumOf(base64)) !== checksum) throw new Error(`${name} is another file`)
    await session.files.bring(base64)
    session.retry()
  }
  return (
    <FileDrop suffix={suffix} bytesMax={bytesMax} onFile={bring}>
      Drop the {suffix} file here, or choose it: a file is too large for an address, which only names it
    </FileDrop>
  )
}

async function checksumOf(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  // Few ever come here, and a page without TLS has no crypto of the browser's.
  const { sha256 } = await import('@noble/hashes/sha2.js')
  return [...sha256(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
