/** One end of what joins a client and its engine: a worker's port, a socket, a queue in memory. */

/** Whatever crosses is plain data, see `text.ts`; it arrives whole and in order, or the link is broken. */
export interface Link {
  send(message: object): void
  /** Hands over what the other end sends. Called once; nothing sent before is lost. */
  listen(hear: (message: unknown) => void): void
  /** Hears that nothing crosses for the moment, and that it does again. Called once. Left out: the link holds, or is broken. */
  listenForGaps?(hear: (isGap: boolean) => void): void
  /** Why nothing crosses any more. Pending as long as the link holds. */
  readonly broken: Promise<Error>
  /** Lets go of the link; the other end learns of it where the link can tell. */
  close(): void
}
