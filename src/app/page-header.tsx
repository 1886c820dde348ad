/** The head of a page to read: where one is, where else one can go, and the theme. */
import type { ReactNode } from 'react'
import { href } from './base'
import './page-header.css'
import { ThemeButton } from './theme/theme-button'

/** The head. `children` are the links of the page. */
export function PageHeader({ children, isHome = false }: { readonly children?: ReactNode; readonly isHome?: boolean }) {
  return (
    <header className="page-header">
      {isHome ? (
        <span className="page-name mono">boxes &amp; arrows</span>
      ) : (
        <a className="page-name mono" href={href('')}>
          boxes &amp; arrows
        </a>
      )}
      {children !== undefined && <nav aria-label="Pages">{children}</nav>}
      <ThemeButton />
    </header>
  )
}
