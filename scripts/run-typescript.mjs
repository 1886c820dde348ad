/** Runs a TypeScript file of this folder that uses the sources: bundled by Vite, in a Node of its own. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { build } from 'vite'
import { ROOT } from './root.mjs'

/**
 * Gives what it prints on stdout; its stderr goes where ours goes.
 * @throws Error with the last line of its stderr that is an error, if it fails
 * @param {string} name of the file, without its ending
 * @param {readonly string[]} args
 */
export async function runTypeScript(name, args = []) {
  const outDir = path.join(ROOT, '.cache', 'scripts', name)
  await build({
    root: ROOT,
    configFile: path.join(ROOT, 'vite.config.ts'),
    logLevel: 'silent',
    build: { ssr: `scripts/${name}.ts`, outDir, emptyOutDir: true, copyPublicDir: false, minify: false },
  })
  const result = spawnSync(process.execPath, ['--expose-gc', path.join(outDir, `${name}.js`), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.stderr.write(result.stderr)
  if (result.status !== 0) {
    const told = result.stderr.split('\n').findLast((line) => /^\w*Error\b/.test(line))
    throw new Error(told ?? `${name} ended with ${result.status}`)
  }
  return result.stdout
}
