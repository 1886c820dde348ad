/** Fetches and compiles Valkey in a browser, telling how many bytes have come. */
import type { LoadProgress } from '../../assets'
import { compileValkey, requireSupport, VALKEY_SIZE_BYTES, ValkeyLoadError } from './module'

/**
 * Loads the module from the URL of `valkey.wasm`.
 * @throws ValkeyLoadError when the browser cannot run it, the download fails, or the file is not the pinned build.
 */
export async function loadValkeyFromUrl(
  url: string,
  onProgress: (progress: LoadProgress) => void = () => {},
): Promise<WebAssembly.Module> {
  requireSupport()
  const response = await fetch(url).catch((error: unknown) => {
    throw new ValkeyLoadError('valkey.wasm could not be loaded: the network or the server refused it', { cause: error })
  })
  if (!response.ok || response.body === null) {
    throw new ValkeyLoadError(`valkey.wasm could not be loaded: the server answered ${response.status}`)
  }
  const bytes = new Uint8Array(VALKEY_SIZE_BYTES)
  let loadedBytes = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    if (loadedBytes + value.length > bytes.length) {
      await reader.cancel()
      throw new ValkeyLoadError(`valkey.wasm is longer than the pinned build (${VALKEY_SIZE_BYTES} bytes)`)
    }
    bytes.set(value, loadedBytes)
    loadedBytes += value.length
    onProgress({ loadedBytes, totalBytes: VALKEY_SIZE_BYTES })
  }
  return compileValkey(bytes.subarray(0, loadedBytes))
}
