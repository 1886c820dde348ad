/**
 * Files that somebody has brought, in a browser: in memory, and in IndexedDB, so that a run that names one opens again after a reload and in
 * every worker of this site. Where there is no IndexedDB (a sandboxed frame, a private window) memory has to do.
 */
import { checkFile, checksumOf, createFiles, FILES_MAX, type FileStore } from './files'

const NAME = 'boxes-and-arrows'
const STORE = 'files'
const BY_CHECKSUM = 'checksum'

interface Held {
  readonly checksum: string
  readonly bytes: Uint8Array
}

const memory = createFiles()
let opened: Promise<IDBDatabase | undefined> | undefined

/** The files of this browser. */
export const browserFiles: FileStore = {
  async hold(bytes) {
    const checksum = checkFile(bytes)
    await memory.hold(bytes)
    await inDatabase('readwrite', (store) => write(store, { checksum, bytes }))
    return checksum
  },
  async find(checksum) {
    const known = await memory.find(checksum)
    if (known !== undefined) return known
    const held = await inDatabase('readonly', (store) =>
      answerOf<Held | undefined>(store.index(BY_CHECKSUM).get(checksum)),
    )
    // What others of this origin have written is not taken on trust.
    if (!(held?.bytes instanceof Uint8Array) || checksumOf(held.bytes) !== checksum) return undefined
    await memory.hold(held.bytes)
    return held.bytes
  },
}

/** The newest have the highest numbers; what is one too many goes. */
async function write(store: IDBObjectStore, held: Held): Promise<void> {
  const before = await answerOf<IDBValidKey | undefined>(store.index(BY_CHECKSUM).getKey(held.checksum))
  if (before !== undefined) await answerOf(store.delete(before))
  await answerOf(store.add(held))
  const keys = await answerOf<IDBValidKey[]>(store.getAllKeys())
  for (const key of keys.slice(0, -FILES_MAX)) await answerOf(store.delete(key))
}

/** Works in the database; undefined if there is none, or it refuses. */
async function inDatabase<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<Result>,
): Promise<Result | undefined> {
  opened ??= open().catch(() => undefined)
  const database = await opened
  if (database === undefined) return undefined
  try {
    return await work(database.transaction(STORE, mode).objectStore(STORE))
  } catch {
    // It is full, or gone: what is in memory is still there.
    return undefined
  }
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    request.result
      .createObjectStore(STORE, { autoIncrement: true })
      .createIndex(BY_CHECKSUM, 'checksum', { unique: true })
  }
  return answerOf(request)
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the database refused'))
  })
}
