/** Bundles a program that is a thread of Valkey and nothing else: tests are not programs that could be started again. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/** Where the program is, and its end. */
export interface ThreadProgram {
  readonly url: URL
  remove(): void
}

/** Writes the program into a folder of its own. */
export async function bundleThreadProgram(): Promise<ThreadProgram> {
  // Within the project, where the program finds its packages.
  const folder = path.resolve('.cache', 'tests')
  mkdirSync(folder, { recursive: true })
  const outDir = mkdtempSync(path.join(folder, 'valkey-thread-'))
  const ssr = path.join(import.meta.dirname, 'thread-program.ts')
  await build({ logLevel: 'silent', build: { ssr, outDir, emptyOutDir: false, copyPublicDir: false, minify: false } })
  return {
    url: pathToFileURL(path.join(outDir, 'thread-program.js')),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}
