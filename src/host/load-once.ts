/** Assets by name, each loaded once. */
import type { Assets } from '~/kernel/simulation'

/** Where each asset comes from. */
export type Loaders<Arguments extends unknown[] = []> = {
  readonly [Name in keyof Assets]: (...args: Arguments) => Promise<Assets[Name]>
}

/** Loads an asset when it is first asked for and keeps it. A failed load is tried again the next time. */
export function loadOnce<Arguments extends unknown[]>(
  loaders: Loaders<Arguments>,
): <Name extends keyof Assets>(name: Name, ...args: Arguments) => Promise<Assets[Name]> {
  const loaded = new Map<keyof Assets, Promise<Assets[keyof Assets]>>()
  return <Name extends keyof Assets>(name: Name, ...args: Arguments) => {
    const known = loaded.get(name)
    if (known !== undefined) return known as Promise<Assets[Name]>
    const loading = loaders[name](...args)
    loaded.set(name, loading)
    loading.catch(() => loaded.delete(name))
    return loading
  }
}
