/**
 * Makes what PostgreSQL boots from: a data directory as `initdb` leaves it, made once with the pinned version of PGlite, as
 * running `initdb` takes seconds and unpacking its result a fraction of one. Everything that bundles or tests needs it, so
 * `vite.config.ts` asks for it.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { inModules, ROOT } from './root.mjs'

/** WAL segments of a mebibyte: fewer zeros to unpack. */
const INITDB_ARGUMENTS = ['--wal-segsize=1']

/**
 * The snapshot of the installed version; makes it if it is not there.
 * @returns {Promise<string>} its path
 */
export async function providePostgresSnapshot() {
  const { version } = JSON.parse(readFileSync(inModules('@electric-sql/pglite/package.json'), 'utf8'))
  const file = path.join(ROOT, '.cache', 'postgres', `pglite-${version}.tar.gz`)
  if (existsSync(file)) return file
  const { PGlite } = await import('@electric-sql/pglite')
  const server = await PGlite.create({ initDbStartParams: INITDB_ARGUMENTS })
  const archive = await server.dumpDataDir('none')
  await server.close()
  mkdirSync(path.dirname(file), { recursive: true })
  // Written beside its place and moved there, since several runs may do so at once.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, gzipSync(new Uint8Array(await archive.arrayBuffer()), { level: 9 }))
  renameSync(draft, file)
  return file
}
