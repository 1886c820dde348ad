/** What the conventions call a call between two boxes that is no message to a store: HTTP where it says so, a remote procedure otherwise. */
import type { AttributeValue } from '~/kernel/span-terms'

const HTTP = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/
/** The conventions know the system of a remote procedure by a name of its own, if it has none of theirs. */
const SYSTEM = 'boxes-and-arrows'

/** Both sides of a call. */
export interface CallTerms {
  readonly name: string
  readonly isHttp: boolean
  readonly client: Readonly<Record<string, AttributeValue>>
  readonly server: Readonly<Record<string, AttributeValue>>
}

/** Names a call by the type of its message and the box that is asked. */
export function callTerms(type: string, callee: string): CallTerms {
  const [, method, path] = HTTP.exec(type) ?? []
  if (method !== undefined && path !== undefined) {
    const request = { 'http.request.method': method }
    return {
      name: type,
      isHttp: true,
      client: { ...request, 'url.template': path },
      server: { ...request, 'http.route': path, 'url.path': path, 'url.scheme': 'http' },
    }
  }
  const rpc = { 'rpc.system.name': SYSTEM, 'rpc.method': `${callee}/${type}` }
  return { name: `${callee}/${type}`, isHttp: false, client: rpc, server: rpc }
}
