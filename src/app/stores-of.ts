/** The kinds of stores of a diagram. */
import type { StoreDescription } from '~/kernel/store-kind'

/** Each kind once, in the order of the boxes. */
export function kindsOf(stores: Readonly<Record<string, StoreDescription | undefined>>): readonly StoreDescription[] {
  const kinds = new Map<string, StoreDescription>()
  for (const store of Object.values(stores)) if (store !== undefined) kinds.set(store.kind, store)
  return [...kinds.values()]
}
