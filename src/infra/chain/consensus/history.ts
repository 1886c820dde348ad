/** The state at heights that have gone by: what each block has changed, kept backwards for so many blocks. */
import { StateLayer, type KeyValues } from '../state/key-value'

/** A value that a key had before a block; undefined if it had none. */
type Undo = ReadonlyMap<string, Uint8Array | undefined>

export class StateHistory {
  private readonly undos = new Map<number, Undo>()
  private readonly blocksMax: number

  /** @param blocksMax how many blocks can be gone back */
  constructor(blocksMax: number) {
    this.blocksMax = blocksMax
  }

  /** Takes note of what a block is about to change. */
  record(height: number, state: KeyValues, changes: readonly (readonly [string, unknown])[]): void {
    this.undos.set(height, new Map(changes.map(([key]) => [key, state.get(key)])))
    this.undos.delete(height - this.blocksMax)
  }

  /** The state as it was after the block of a height; undefined if that is too long ago. */
  at(state: KeyValues, height: number, latest: number): KeyValues | undefined {
    if (height >= latest) return new StateLayer(state)
    const layer = new StateLayer(state)
    for (let each = latest; each > height; each--) {
      const undo = this.undos.get(each)
      if (undo === undefined) return undefined
      for (const [key, value] of undo) {
        if (value === undefined) layer.remove(key)
        else layer.set(key, value)
      }
    }
    return layer
  }
}
