/** Reads and checks PostgreSQL from the installed package, in Node. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { packageFolder } from '../../package-folder'
import {
  checkPinned,
  PGLITE_DATA,
  PGLITE_PACKAGE_VERSION,
  PGLITE_WASM,
  PgliteLoadError,
  TAR,
  type PgliteAssets,
  type PinnedFile,
} from './module'

const PACKAGE = '@electric-sql/pglite'

/** @throws PgliteLoadError when a file is not of the pinned build, or the snapshot was not made. */
export async function loadPgliteFromPackage(): Promise<PgliteAssets> {
  const folder = packageFolder(PACKAGE)
  const root = path.resolve(folder, '..', ...PACKAGE.split('/').map(() => '..'))
  const read = async (file: PinnedFile) => {
    const bytes = new Uint8Array(await readFile(path.join(folder, 'dist', file.name)))
    await checkPinned(file, bytes)
    return bytes
  }
  const [wasm, data, snapshot] = await Promise.all([read(PGLITE_WASM), read(PGLITE_DATA), readSnapshot(root)])
  return {
    wasm: await WebAssembly.compile(wasm),
    data: new Blob([data]),
    snapshot: new Blob([snapshot], { type: TAR }),
  }
}

async function readSnapshot(root: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = path.join(root, '.cache', 'postgres', `pglite-${PGLITE_PACKAGE_VERSION}.tar.gz`)
  try {
    return gunzipSync(await readFile(file))
  } catch {
    throw new PgliteLoadError(`There is no snapshot of PostgreSQL at ${path.relative(root, file)}: run npm run build`)
  }
}
