/** Modules that the bundler makes of files. */
declare module 'pglite-bin/pglite.data?url' {
  const url: string
  export default url
}
declare module 'pglite-bin/pglite.wasm?url' {
  const url: string
  export default url
}
declare module 'postgres-snapshot?url' {
  const url: string
  export default url
}
declare module 'valkey-bin?url' {
  const url: string
  export default url
}
