/**
 * The response headers that a host should send with the site, by path. The preview server sends them; a static host can
 * copy them. The policy admits no inline script or style and no `eval`: only WebAssembly may be compiled.
 */

/** The content security policy but for who may frame the page. Workers take theirs from their own file's response. */
const CONTENT = [
  `default-src 'none'`,
  `script-src 'self' 'wasm-unsafe-eval'`,
  `worker-src 'self'`,
  `connect-src 'self'`,
  `img-src 'self' data:`,
  `style-src 'self'`,
  `font-src 'self'`,
  `frame-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `object-src 'none'`,
]

/**
 * The headers of one response.
 * @param pathname below the site's base, such as `/embed/rate-limiter/`: only pages there may be framed by others
 */
export function securityHeaders(pathname: string): Record<string, string> {
  const isEmbed = /^\/embed\/[^/]/.test(pathname)
  const common = {
    'Content-Security-Policy': [...CONTENT, `frame-ancestors ${isEmbed ? `'self' *` : `'none'`}`].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), loopback-network=(self)',
  }
  if (isEmbed) return common
  // What other pages show or run of this site: the element, its posters, what describes the frames.
  if (/^\/(arch-diagram\.js|architecture\/|oembed\/)/.test(pathname)) {
    return { ...common, 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' }
  }
  return { ...common, 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin' }
}
