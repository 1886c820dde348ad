/** The recording that was dropped last: the page that shows it is loaded anew, so the browser keeps it in between. */

const NAME = 'boxes-and-arrows-recording'
const STORE = 'recording'
const KEY = 'dropped'

/** Keeps a recording, in place of the one before. Rejects if the browser keeps nothing. */
export async function keepRecording(bytes: Uint8Array): Promise<void> {
  const database = await open()
  try {
    await answerOf(database.transaction(STORE, 'readwrite').objectStore(STORE).put(bytes, KEY))
  } finally {
    database.close()
  }
}

/** The one that is kept; null if there is none. */
export async function keptRecording(): Promise<Uint8Array | null> {
  const database = await open()
  try {
    const kept: unknown = await answerOf(database.transaction(STORE, 'readonly').objectStore(STORE).get(KEY))
    return kept instanceof Uint8Array ? kept : null
  } finally {
    database.close()
  }
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => void request.result.createObjectStore(STORE)
  return answerOf(request)
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the database refused'))
  })
}
