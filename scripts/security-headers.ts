/**
 * The response headers that a host should send with the site, by path. The preview server sends them; the file `_headers` of the built
 * site has them for hosts that read one (`headers-file.ts`), and another host can copy them. The policy admits no inline script or style and no `eval`: only WebAssembly may be compiled.
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
  // A page that is isolated from other sites may share memory among its workers, and frames nothing that does not say the same.
  const isolated = { ...common, 'Cross-Origin-Embedder-Policy': 'require-corp' }
  if (isEmbed) return { ...isolated, 'Cross-Origin-Resource-Policy': 'cross-origin' }
  // What other pages show or run of this site: the element, its posters, what describes the frames.
  if (/^\/(arch-diagram\.js|architecture\/|oembed\/)/.test(pathname)) {
    return { ...common, 'Cross-Origin-Resource-Policy': 'cross-origin', 'Access-Control-Allow-Origin': '*' }
  }
  return { ...isolated, 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin' }
}
