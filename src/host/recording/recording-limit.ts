/** The largest recording that is read, in bytes. */
export const RECORDING_BYTES_MAX = 64 * 1024 * 1024
