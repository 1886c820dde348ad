/** What may be asked of a shelf. */
import type { Message } from '~/kernel/component'

/** Each ask is answered with a number: `TAKE` with the next one, `LOOK` with what that would be, `MARK n` with the last taken. */
export interface ShelfMessage extends Message {
  readonly type: 'shelf'
  readonly asks: readonly string[]
}
