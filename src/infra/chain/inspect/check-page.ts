/** The static check of a file that somebody has brought. Nothing of it is kept, and none of its code is run. */
import { sha256 } from '@noble/hashes/sha2.js'
import { base64, hex } from '@scure/base'
import type { InspectQuery } from '~/kernel/component'
import type { TablePage } from '~/kernel/panel'
import { checkModule, CODE_SIZE_MAX } from '../vm/static-check'
import { unpackCode } from '../vm/unpack-code'
import { VmError } from '../vm/vm-error'
import { reportPage } from './contracts-page'

const BASE64_MAX = Math.ceil(CODE_SIZE_MAX / 3) * 4

/** The report on `base64`, a module or gzip around one; what cannot be read is said. */
export function checkPage({ base64: text }: InspectQuery): TablePage {
  const nothing = { columns: [], rows: [], next: null }
  if (typeof text !== 'string' || text.length > BASE64_MAX)
    return { ...nothing, text: 'not looked at', empty: `A contract has at most ${CODE_SIZE_MAX} bytes.` }
  try {
    const bytes = unpackCode(base64.decode(text))
    return reportPage(checkModule(bytes).report, hex.encode(sha256(bytes)))
  } catch (error) {
    const problem = error instanceof VmError ? error.message : 'it is not base 64'
    return { ...nothing, text: 'refused', empty: problem }
  }
}
