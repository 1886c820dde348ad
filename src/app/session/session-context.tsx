/** Hands the session to the components of a page, and their own part of its store to each. */
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { LiveState } from './live-store'
import { pictured } from './pictured'
import type { RunSession } from './run-session'

const SessionContext = createContext<RunSession | null>(null)

/** Provides the session. */
export const SessionProvider = SessionContext.Provider

/** The session of this page. */
export function useSession(): RunSession {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('this component stands outside a session')
  return session
}

/** A part of what the page shows; the component renders again when that part changes. */
export function useLive<Part>(part: (state: LiveState) => Part): Part {
  return useStore(useSession().store, part)
}

/** Like {@link useLive}, for parts that are small objects or lists made anew each time. */
export function useLiveShallow<Part>(part: (state: LiveState) => Part): Part {
  return useStore(useSession().store, useShallow(part))
}

/** A part of the moment that the stage draws. */
export function usePictured<Part>(part: (moment: LiveState['frame']) => Part): Part {
  return useLive((state) => part(pictured(state)))
}

/** Like {@link usePictured}, for parts that are small objects or lists made anew each time. */
export function usePicturedShallow<Part>(part: (moment: LiveState['frame']) => Part): Part {
  return useLiveShallow((state) => part(pictured(state)))
}
