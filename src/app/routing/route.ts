/** Which page an address means. Pages that do not exist have a name too, so that they can say so. */

/** A page of the app. */
export type Route =
  | { readonly page: 'gallery' }
  | { readonly page: 'playground'; readonly id: string }
  | { readonly page: 'embed'; readonly id: string }
  | { readonly page: 'embed-builder' }
  | { readonly page: 'real' }
  | { readonly page: 'unknown'; readonly path: string }

/**
 * The page at a path.
 * @param pathname path of the address, starting with `base`
 * @param base path of the site's root, with a slash at both ends
 */
export function routeOf(pathname: string, base: string): Route {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname.replace(/^\//, '')
  const parts = path.split('/').filter((part) => part !== '')
  const [first, id] = parts
  if (first === undefined || (first === 'index.html' && parts.length === 1)) return { page: 'gallery' }
  if (first === 'embed' && parts.length === 1) return { page: 'embed-builder' }
  if (first === 'real' && parts.length === 1) return { page: 'real' }
  if (parts.length === 2 && id !== undefined && /^[a-z0-9-]{1,60}$/.test(id)) {
    if (first === 'd') return { page: 'playground', id }
    if (first === 'embed') return { page: 'embed', id }
  }
  return { page: 'unknown', path }
}
