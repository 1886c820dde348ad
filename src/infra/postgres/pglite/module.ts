/**
 * The PostgreSQL that runs in the browser: which build it is, and the check that it is that build. The files are pinned by
 * digest as well as by the version of the package. The snapshot is made from them (`scripts/postgres-snapshot.mjs`).
 */

/** The media type by which PGlite knows an archive that is not compressed. */
export const TAR = 'application/x-tar'

/** The version of the `@electric-sql/pglite` package the digests belong to. */
export const PGLITE_PACKAGE_VERSION = '0.5.16'

/** A file of the package. */
export interface PinnedFile {
  readonly name: string
  readonly sizeBytes: number
  /** In lower-case hex. */
  readonly sha256: string
}

/** The server, and the files it expects beside it. */
export const PGLITE_WASM: PinnedFile = {
  name: 'pglite.wasm',
  sizeBytes: 9_086_480,
  sha256: '5256d9ac379f631355f41ab30291e6a6d9f854242b5ee2a2d0940e28041d3fca',
}
export const PGLITE_DATA: PinnedFile = {
  name: 'pglite.data',
  sizeBytes: 6_242_272,
  sha256: 'd73cf4ba1b0bf92f80f088ce7d23b17f9bc175327d7584ec2a713b27e9758c31',
}

/** PostgreSQL cannot run here, or is not the pinned build. The message says what to do. */
export class PgliteLoadError extends Error {
  override readonly name = 'PgliteLoadError'
}

/** Everything that PGlite boots from, loaded and checked. */
export interface PgliteAssets {
  readonly wasm: WebAssembly.Module
  readonly data: Blob
  /** A data directory as `initdb` leaves it, as a tar archive. */
  readonly snapshot: Blob
}

declare module '~/kernel/simulation' {
  interface Assets {
    postgres: PgliteAssets
  }
}

/** @throws PgliteLoadError when the bytes are another build. */
export async function checkPinned(file: PinnedFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (found === file.sha256) return
  throw new PgliteLoadError(
    `${file.name} is not of the pinned build ${PGLITE_PACKAGE_VERSION}: its SHA-256 is ${found}, expected ${file.sha256}`,
  )
}
