/** Fetches PostgreSQL in a browser, telling how many bytes have come. */
import type { LoadProgress } from '../../assets'
import { checkPinned, PGLITE_DATA, PGLITE_WASM, PgliteLoadError, TAR, type PgliteAssets } from './module'

/** Where the three files are. */
export interface PgliteUrls {
  readonly wasm: string
  readonly data: string
  readonly snapshot: string
}

/**
 * Loads all that PGlite boots from, at once.
 * @throws PgliteLoadError when a download fails or a file is not of the pinned build.
 */
export async function loadPgliteFromUrls(
  urls: PgliteUrls,
  onProgress: (progress: LoadProgress) => void = () => {},
): Promise<PgliteAssets> {
  const loaded = [0, 0, 0]
  const totals = [PGLITE_WASM.sizeBytes, PGLITE_DATA.sizeBytes, 0]
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)
  const load = (index: number, url: string) =>
    fetchBytes(url, (loadedBytes, totalBytes) => {
      loaded[index] = loadedBytes
      totals[index] = Math.max(totals[index]!, totalBytes, loadedBytes)
      onProgress({ loadedBytes: sum(loaded), totalBytes: sum(totals) })
    })
  const checked = async (index: number, url: string, file: typeof PGLITE_WASM) => {
    const bytes = await load(index, url)
    await checkPinned(file, bytes)
    return bytes
  }
  const [wasm, data, snapshot] = await Promise.all([
    checked(0, urls.wasm, PGLITE_WASM).then((bytes) => WebAssembly.compile(bytes)),
    checked(1, urls.data, PGLITE_DATA),
    load(2, urls.snapshot).then(unzip),
  ])
  return { wasm, data: new Blob([data]), snapshot }
}

/**
 * Unpacks the snapshot as soon as it is there, while the larger files are still on their way. Some hosts send a `.gz` file as the
 * encoding of what is in it: then the browser has unpacked it already.
 */
async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isZipped) return new Blob([bytes], { type: TAR })
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(unzipped, { headers: { 'content-type': TAR } }).blob()
}

async function fetchBytes(
  url: string,
  onBytes: (loadedBytes: number, totalBytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url)
  const name = url.slice(url.lastIndexOf('/') + 1)
  if (!response.ok || response.body === null) {
    throw new PgliteLoadError(`${name} could not be loaded: the server answered ${response.status}`)
  }
  const totalBytes = Number(response.headers.get('content-length') ?? 0)
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let loadedBytes = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    loadedBytes += value.length
    onBytes(loadedBytes, totalBytes)
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}
