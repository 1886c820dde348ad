/** A live store as a page is told of it: plain data, without an address or a credential. */

/** How a store was when it was last looked at. */
export interface Connector {
  /** The kind of store, by name. */
  readonly kind: string
  /** The kind, for people. */
  readonly label: string
  /**
   * `connecting` has not answered yet; `lost` was connected before and cannot be reached, and `back` was lost a moment ago; `refused` was never
   * reached, or turns us away.
   */
  readonly state: 'connecting' | 'connected' | 'lost' | 'back' | 'refused'
  /** What the server calls itself; left out while it was never reached. */
  readonly title?: string
  readonly version?: string
  /** Of an empty question, in milliseconds. */
  readonly roundTripMs?: number
  /** What a run creates there, a line each. */
  readonly creates: readonly string[]
  /** It was started to be thrown away, so everything may be done to it. */
  readonly isDisposable: boolean
  /** Why it is as it is, for people. */
  readonly why?: string
}
