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

/** Databases that nobody connects to: two thirds of what `initdb` leaves, of which only the catalogue need know. */
const TEMPLATES = `SELECT string_agg(oid::text, '|') AS oids FROM pg_database WHERE datname <> current_database()`

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
  const { rows } = await server.query(TEMPLATES)
  const wal = await server.query('SELECT pg_walfile_name(pg_current_wal_lsn()) AS current')
  const archive = new Uint8Array(await (await server.dumpDataDir('none')).arrayBuffer())
  await server.close()
  const unused = new RegExp(`(^|/)base/(${rows[0].oids})/`)
  const current = String(wal.rows[0].current)
  // Segments of the write-ahead log after the current one are empty, kept ready for later.
  const isSpare = (/** @type {string} */ name) => /pg_wal\/[0-9A-F]{24}$/.test(name) && path.basename(name) > current
  const kept = withoutEntries(archive, (name) => unused.test(name) || isSpare(name))
  mkdirSync(path.dirname(file), { recursive: true })
  // Written beside its place and moved there, since several runs may do so at once.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, gzipSync(kept, { level: 9 }))
  renameSync(draft, file)
  return file
}

/** Size of a header, and unit of contents, in a tar archive (POSIX ustar), in bytes. */
const BLOCK = 512

/**
 * A tar archive without some of its entries.
 * @param {Uint8Array} archive
 * @param {(name: string) => boolean} isUnwanted
 */
function withoutEntries(archive, isUnwanted) {
  const text = (/** @type {number} */ from, /** @type {number} */ length) =>
    Buffer.from(archive.subarray(from, from + length))
      .toString('latin1')
      .replace(/\0.*$/s, '')
  /** @type {Uint8Array[]} */
  const kept = []
  for (let at = 0; at < archive.length;) {
    const name = text(at, 100)
    const prefix = text(at + 345, 155)
    const size = name === '' ? 0 : Number.parseInt(text(at + 124, 12), 8)
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (name === '' || !isUnwanted(prefix === '' ? name : `${prefix}/${name}`)) kept.push(archive.subarray(at, end))
    at = end
  }
  return Buffer.concat(kept)
}
