/** Types of wawoff2 2.0.1, which ships none: what is used of it here. */
declare module 'wawoff2' {
  /** Unpacks a WOFF2 font into a TrueType one. */
  export function decompress(font: Uint8Array): Promise<Uint8Array>
}
