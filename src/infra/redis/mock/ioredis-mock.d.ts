/** As much of ioredis-mock 8.13 as the adapter uses; the package ships no types. */
declare module 'ioredis-mock' {
  interface MockData {
    clear(): void
    get(key: string): unknown
    keys(): string[]
    set(key: string, value: unknown): void
  }

  interface MockExpires {
    clear(): void
    has(key: string): boolean
    get(key: string): number
    set(key: string, timestampMs: number): void
  }

  /** One connection to one database. Its own enumerable functions are the commands it provides, in lower case. */
  export default class RedisMock {
    constructor(options: { host: string; port: number; db: number; lazyConnect: boolean })
    /** Databases are shared by all connections with the same host, port and number. */
    readonly data: MockData
    readonly expires: MockExpires
    readonly context: { readonly modifiedKeyEvents: { setMaxListeners(count: number): void } }
    dirty: boolean
    readonly watching: Set<string>
    disconnect(): void
  }
}
