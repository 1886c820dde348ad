/** Whether the inspector is a wide drawer: for tables and prompts. As a visitor left it, so it is at the next visit. */
import { useState } from 'react'

const STORAGE_KEY = 'boxes-and-arrows.inspector'

/** How wide it is, and what changes that. */
export function useWide(): { readonly isWide: boolean; readonly toggle: () => void } {
  const [isWide, setWide] = useState(recalled)
  const toggle = () => {
    setWide(!isWide)
    try {
      localStorage.setItem(STORAGE_KEY, isWide ? 'slim' : 'wide')
    } catch {
      // Without storage the next visit begins with a slim one.
    }
  }
  return { isWide, toggle }
}

function recalled(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'wide'
  } catch {
    return false
  }
}
