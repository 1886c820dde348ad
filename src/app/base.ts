/**
 * Where the site begins. It may be served below any path, so each page says in `data-base` on its root element how far
 * up that is. Read once, when the page loads: later navigation changes the address but not the base.
 */

const base = typeof document === 'undefined' ? '/' : resolveBase(document.documentElement.dataset.base, location.href)

/**
 * The path of the site's root, with a slash at both ends.
 * @param dataBase the `data-base` of the page, relative to the page
 * @param address the absolute address of the page
 */
export function resolveBase(dataBase: string | undefined, address: string): string {
  return new URL(dataBase ?? '/', address).pathname
}

/** The path of the site's root, with a slash at both ends. */
export function basePath(): string {
  return base
}

/**
 * The address of something in the site: `href('d/rate-limiter/?seed=7')`. Pages end with a slash, as static hosts want
 * it; without it they redirect.
 */
export function href(path: string): string {
  return base + path.replace(/^\/+/, '')
}
