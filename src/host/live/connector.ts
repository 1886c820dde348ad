/** A live store as a page is told of it: plain data, without an address or a credential. */

/** Something in a store that stands under the names of a run. */
export interface Ours {
  /** What it is, with how many: `12 keys boxes:a1b2c3d4r1:*`. */
  readonly what: string
  /** One line for a shell that removes it: of what no run of this live server will remove. */
  readonly remove?: string
}

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
  /** What of ours is there now. Left out where nobody could tell. */
  readonly here?: readonly Ours[]
  /** It was started to be thrown away, so everything may be done to it. */
  readonly isDisposable: boolean
  /** Why it is as it is, for people. */
  readonly why?: string
}
