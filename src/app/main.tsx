/** The page starts here: theme first, so that nothing flashes; then the page that the address means. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { enterIfInvited } from '~/host/connect'
import './style/base.css'
import { App } from './app'
import { applyTheme, readTheme, storedTheme } from './theme/theme'

enterIfInvited()
const asked = readTheme(new URLSearchParams(location.search).get('theme'))
applyTheme(asked === 'auto' ? storedTheme() : asked)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
