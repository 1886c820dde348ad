/** What few runs need, in one file that is loaded when one does: recordings are brought, written, or executed anew. */
export { holdRecording } from './held-recording'
export { recordedHost } from './recorded-host'
export { writeRecording } from './recording-file'
