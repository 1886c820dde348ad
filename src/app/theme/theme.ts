/** Light, dark, or as the system says. The choice is kept for the next visit where the browser lets us. */

/** What the visitor chose. */
export type Theme = 'auto' | 'light' | 'dark'

const STORAGE_KEY = 'boxes-and-arrows.theme'

/** Reads a choice; anything else means the system's. */
export function readTheme(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'auto'
}

/** The choice of the last visit. */
export function storedTheme(): Theme {
  try {
    return readTheme(localStorage.getItem(STORAGE_KEY))
  } catch {
    return 'auto' // Storage may be closed to a framed page.
  }
}

/** Shows the page in a theme. */
export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'auto') delete dataset['theme']
  else dataset['theme'] = theme
}

/** Keeps a choice for the next visit and shows it. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    if (theme === 'auto') localStorage.removeItem(STORAGE_KEY)
    else localStorage.setItem(STORAGE_KEY, theme)
  } catch {
    // The page shows the choice; only the next visit will not know it.
  }
}

/** The theme a person sees now. */
export function shownTheme(): 'light' | 'dark' {
  const chosen = readTheme(document.documentElement.dataset['theme'] ?? null)
  if (chosen !== 'auto') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
