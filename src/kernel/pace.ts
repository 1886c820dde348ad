/**
 * Pace: what a run's time waits for. The engine asks one pace whether an instant may begin, hands it the real work that boxes
 * start, and lets it finish what an instant woke. In virtual time (`virtual-pace.ts`) an instant may always begin, and time stands
 * still while real work is done. A pace that follows the clock of the wall waits in {@link Pace.until}, lets time go on while work
 * is done, and queues its completion as an event of the instant at which it came; a recorded one queues it from the record.
 */

/** What time waits for. */
export interface Pace {
  /**
   * Undefined if the instant may begin now. Otherwise a promise after which the engine looks at its queue again: the instant has
   * come, or something else is due before it.
   */
  until(dueUs: number): Promise<void> | undefined
  /** Starts real work for a box and gives its result; virtual time decides when. */
  begin<Result>(start: () => Promise<Result>): Promise<Result>
  /** Starts work that the outside does, and gives its result as an event; see `Context.outside`. */
  outside<Result>(start: () => Promise<Result>): Promise<Result>
  /** Lets everything run that was woken at this instant. What is due at the same instant after that is the engine's to find. */
  drain(): Promise<void>
  /** Hears that an instant is over: nothing is due at it any more. */
  endInstant(): Promise<void> | undefined
  /** Hears that the engine hands the run back to whoever advances it. */
  rest(): Promise<void>
}
