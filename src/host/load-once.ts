/** Assets by name, each loaded once. */
import type { AssetLoaders, LoadProgress } from '~/infra/assets'
import type { Assets } from '~/kernel/simulation'

/** What each kind of store says of where its assets come from, as one. */
export function joinLoaders(modules: Readonly<Record<string, { readonly assets: AssetLoaders }>>): AssetLoaders {
  return Object.assign({}, ...Object.values(modules).map(({ assets }) => assets)) as AssetLoaders
}

/**
 * Loads an asset when it is first asked for and keeps it. A failed load is tried again the next time. `progress` hears of the bytes
 * that come, by the name of the asset.
 */
export function loadOnce(
  loaders: AssetLoaders,
  progress: (asset: string) => (progress: LoadProgress) => void = () => () => undefined,
): <Name extends keyof Assets>(name: Name) => Promise<Assets[Name]> {
  const loaded = new Map<keyof Assets, Promise<Assets[keyof Assets]>>()
  return <Name extends keyof Assets>(name: Name) => {
    const known = loaded.get(name)
    if (known !== undefined) return known as Promise<Assets[Name]>
    const load = loaders[name]
    if (load === undefined) return Promise.reject(new Error(`nobody knows where "${name}" comes from`))
    const loading = load(progress(name))
    loaded.set(name, loading)
    loading.catch(() => loaded.delete(name))
    return loading
  }
}
