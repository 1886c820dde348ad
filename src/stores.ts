/** Every kind of store there is: the folders of `infra` that hold a `kind.ts`. */
import type { StoreKind } from './kernel/store-kind'

const modules = import.meta.glob<{ readonly kind: StoreKind }>('./infra/*/kind.ts', { eager: true })

/** All kinds, by name. */
export const storeKinds: readonly StoreKind[] = Object.values(modules)
  .map(({ kind }) => kind)
  .toSorted((one, other) => (one.name < other.name ? -1 : 1))

/** The kind of a name, or undefined if there is none. */
export function storeKind(name: string | undefined): StoreKind | undefined {
  return storeKinds.find((kind) => kind.name === name)
}
