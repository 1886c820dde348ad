/** The kinds of events: the words of a trace. */

/**
 * What happened:
 * - `send`, `recv`, `reply`: a request leaves its caller, arrives, and its answer leaves;
 * - `ok`, `fail`, `info`: the caller has its answer, a definite failure, or an unknown outcome (a timeout, a reset);
 * - `drop`: the network or a dead box lost a message; `duplicate`: the network delivered one twice;
 * - `state`: a fact that a box states about itself;
 * - `crash`, `restart`, `fault`, `heal`, `action`: somebody or the scenario did something to a box or an arrow;
 * - `phase`: the run goes from its faults to healing and draining, or ends.
 */
export const KINDS = [
  'send',
  'recv',
  'reply',
  'ok',
  'fail',
  'info',
  'drop',
  'duplicate',
  'state',
  'crash',
  'restart',
  'fault',
  'heal',
  'action',
  'phase',
] as const

/** One of {@link KINDS}. */
export type Kind = (typeof KINDS)[number]
