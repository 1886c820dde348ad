/** How messages to the stores of the diagram read as lines. */
import { useCallback } from 'react'
import { storeKind } from '~/stores'
import { useLive } from '../../session/session-context'
import type { LinesOf } from './waterfall'

/** The same function for as long as the diagram is the same. */
export function useLinesOf(): LinesOf {
  const stores = useLive(({ description }) => description?.stores)
  return useCallback((box, message) => storeKind(stores?.[box]?.kind)?.lines(message) ?? [], [stores])
}
