/** The static check of a file that somebody has brought. Nothing of it is kept, and none of its code is run; what passes may be stored. */
import { sha256 } from '@noble/hashes/sha2.js'
import { base64, hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { FilePage } from '~/kernel/panel'
import { STORE_CODE } from '../verbs'
import { CODE_SIZE_MAX } from '../vm/code-size'
import { checkModule } from '../vm/static-check'
import { unpackCode } from '../vm/unpack-code'
import { VmError } from '../vm/vm-error'
import { reportPage } from './contracts-page'

const BASE64_MAX = Math.ceil(CODE_SIZE_MAX / 3) * 4

/**
 * The report on `base64`, a module or gzip around one; what cannot be read is said. What passes comes with the act that stores it.
 * @param uploader the name of the wallet that would sign; nothing can be stored without
 */
export function checkPage({ base64: text }: InspectQuery, uploader?: string): FilePage {
  const nothing = { columns: [], rows: [], next: null }
  if (typeof text !== 'string' || text.length > BASE64_MAX)
    return { ...nothing, text: 'not looked at', empty: `A contract has at most ${CODE_SIZE_MAX} bytes.` }
  try {
    const file = base64.decode(text)
    const bytes = unpackCode(file)
    const { report } = checkModule(bytes)
    const page = reportPage(report, hex.encode(sha256(bytes)))
    if (!report.isAccepted || uploader === undefined) return page
    return {
      ...page,
      act: { label: `Store it on the chain, as ${uploader}`, verb: STORE_CODE, value: hex.encode(sha256(file)) },
    }
  } catch (error) {
    const problem = error instanceof VmError ? error.message : 'it is not base 64'
    return { ...nothing, text: 'refused', empty: problem }
  }
}
