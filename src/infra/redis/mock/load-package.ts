/**
 * Loads ioredis-mock, in Node and in browsers. Its browser build expects a page from the days of bundlers: `window` for its
 * globals, in workers too, and a `require` for two Node modules which it then does not use.
 */
import type RedisMock from 'ioredis-mock'

interface Realm {
  process?: unknown
  window?: unknown
  require?: unknown
}

const UNUSED_MODULES: readonly string[] = ['fs', 'path']

/** The class of the package. In a browser `globalThis.window` stays defined, `require` only while the package loads. */
export async function loadMockPackage(): Promise<typeof RedisMock> {
  const realm = globalThis as Realm
  if (realm.process !== undefined) return (await import('ioredis-mock')).default
  realm.window ??= globalThis
  realm.require = (name: string): unknown => {
    if (UNUSED_MODULES.includes(name)) return {}
    throw new Error(`ioredis-mock asks for the module "${name}", which a browser does not have`)
  }
  try {
    return (await import('ioredis-mock')).default
  } finally {
    delete realm.require
  }
}
