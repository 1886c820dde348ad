/**
 * What a gateway believes of Redis. After a few failures in a row it stops asking and decides locally; it then probes with
 * a jittered pause, so that the gateways do not come back all at once.
 */

/** Failures in a row after which Redis counts as gone. */
const FAILURES_MAX = 3

/** The belief of one gateway process. */
export class RedisHealth {
  private failures = 0

  /** True while requests should go to Redis. */
  get isUp(): boolean {
    return this.failures < FAILURES_MAX
  }

  /** An answer came; an error reply is an answer only to a probe that expects it. */
  succeeded(): void {
    this.failures = 0
  }

  /** No answer, or one that cannot be used. */
  failed(): void {
    this.failures++
  }
}
