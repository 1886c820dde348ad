/** Assets by name, each loaded once. */
import type { Assets } from '~/kernel/simulation'

/** Where each asset comes from. */
export type Loaders = {
  readonly [Name in keyof Assets]: () => Promise<Assets[Name]>
}

/** Loads an asset when it is first asked for and keeps it. A failed load is tried again the next time. */
export function loadOnce(loaders: Loaders): <Name extends keyof Assets>(name: Name) => Promise<Assets[Name]> {
  const loaded = new Map<keyof Assets, Promise<Assets[keyof Assets]>>()
  return <Name extends keyof Assets>(name: Name) => {
    const known = loaded.get(name)
    if (known !== undefined) return known as Promise<Assets[Name]>
    const loading = loaders[name]()
    loaded.set(name, loading)
    loading.catch(() => loaded.delete(name))
    return loading
  }
}
