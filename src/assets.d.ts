/** Modules that the bundler makes of files. */
declare module 'valkey-bin?url' {
  const url: string
  export default url
}
