/** Files of Maven Central that tests need, fetched once into the cache. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { run } from './root.mjs'

/**
 * Has Maven put files into a folder that is there as a whole or not at all.
 * @param {object} what
 * @param {string} what.maven the program
 * @param {string} what.folder where they are to be
 * @param {string} [what.project] the text of a `pom.xml`
 * @param {(drafted: string) => readonly string[]} what.goal Maven's goal and settings, which write into `drafted`
 * @returns {Promise<void>} what Maven could not get it has said on stderr; the folder then is not there
 */
export async function fetchByMaven({ maven, folder, project, goal }) {
  // Fetched beside their place and moved there, since several runs may do so at once, and so that half of them is none.
  const draft = path.join(path.dirname(folder), `draft-${process.pid}`)
  const drafted = path.join(draft, 'files')
  mkdirSync(draft, { recursive: true })
  if (project !== undefined) writeFileSync(path.join(draft, 'pom.xml'), project)
  const quiet = ['--quiet', '--batch-mode', '--no-transfer-progress', '-Dstyle.color=never']
  const code = await run(maven, [...quiet, ...goal(drafted)], { cwd: draft, stdio: ['ignore', 2, 2] })
  if (code === 0 && !existsSync(folder)) renameSync(drafted, folder)
  rmSync(draft, { recursive: true, force: true })
}
