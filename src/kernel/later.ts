/**
 * A reply whose content is still being worked out, in another thread. For the network it is a reply like any other: when
 * it leaves and when it arrives is known. Its content is waited for where it is first read.
 */
export abstract class Later<Value> {
  /** True once the content is there. */
  abstract isReady(): boolean
  /** The content. Blocks until it is there; the same every time. */
  abstract take(): Value
}

/** The content of a reply, whether it is there or still to come. */
export function contentOf<Value>(reply: Value | Later<Value>): Value {
  return reply instanceof Later ? reply.take() : reply
}
