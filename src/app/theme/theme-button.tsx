/** The button that turns light to dark and back. */
import { useState } from 'react'
import { chooseTheme, shownTheme } from './theme'

/** Switches between light and dark. */
export function ThemeButton() {
  const [shown, setShown] = useState(shownTheme)
  const other = shown === 'dark' ? 'light' : 'dark'
  const choose = () => {
    chooseTheme(other)
    setShown(other)
  }
  return (
    <button
      type="button"
      className="button button-icon theme-button"
      aria-label={`Show in ${other}`}
      title={`Show in ${other}`}
      onClick={choose}
    >
      <svg width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">
        <circle r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M0,-6.2A6.2,6.2 0 0 1 0,6.2Z" fill="currentColor" />
      </svg>
    </button>
  )
}
