/** wasmd's limit of an upload (`MaxWasmSize`), in bytes, after unpacking. */
export const CODE_SIZE_MAX = 800 * 1024
