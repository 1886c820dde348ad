/** Whether recordings play: as the visitor's settings say, until the visitor says otherwise. For all of them alike. */
import { useState } from 'react'
import { useLessMotion } from '../media-query'

/** Whether recordings play, and the switch. */
export interface Motion {
  readonly isOn: boolean
  readonly set: (isOn: boolean) => void
}

/** Off for visitors who asked for less motion or less data. */
export function useMotion(): Motion {
  const isReduced = useLessMotion()
  const [said, set] = useState<boolean | null>(null)
  return { isOn: said ?? !(isReduced || savesData()), set }
}

function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { readonly saveData?: boolean } }
  return connection?.saveData === true
}
