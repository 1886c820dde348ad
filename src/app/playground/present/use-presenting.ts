/** Whether the page is shown to a room: asked for in the address, by the key F or by its button; the browser's full screen comes along where it may. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

const KEY = 'present'

/** The mode, and the ways in and out of it. */
export interface Presenting {
  readonly isOn: boolean
  toggle(): void
  /** Ends it; false if nobody presents. */
  leave(): boolean
}

/** The mode of this page. */
export function usePresenting(): Presenting {
  const [isOn, setOn] = useState(() => new URLSearchParams(location.search).get(KEY) === '1')
  const onRef = useRef(isOn)
  const set = useCallback((on: boolean) => {
    onRef.current = on
    setOn(on)
    keepInAddress(on)
    if (on) fillScreen()
    else if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined)
  }, [])
  useEffect(() => {
    // In full screen the browser keeps Escape to itself, and only tells what came of it.
    const follow = () => {
      if (document.fullscreenElement === null && onRef.current) set(false)
    }
    document.addEventListener('fullscreenchange', follow)
    return () => document.removeEventListener('fullscreenchange', follow)
  }, [set])
  return useMemo(
    () => ({
      isOn,
      toggle: () => set(!onRef.current),
      leave: () => {
        if (!onRef.current) return false
        set(false)
        return true
      },
    }),
    [isOn, set],
  )
}

/** A browser that refuses shows the same in its window. */
function fillScreen(): void {
  if (document.fullscreenEnabled) void document.documentElement.requestFullscreen().catch(() => undefined)
}

function keepInAddress(isOn: boolean): void {
  // Written by hand: what else stands in the address keeps its spelling.
  const rest = location.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !part.startsWith(`${KEY}=`))
  const parts = isOn ? [...rest, `${KEY}=1`] : rest
  history.replaceState(history.state, '', `${location.pathname}${parts.length === 0 ? '' : `?${parts.join('&')}`}`)
}
