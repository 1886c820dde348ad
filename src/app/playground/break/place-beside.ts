/** Where a menu stands that belongs to a box. Pure. */

interface Room {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A place in a stage, in its own pixels. */
export interface Place {
  readonly left: number
  readonly top: number
  readonly maxHeight: number
}

/** Kept free between the box, the menu and the edges of the stage, in pixels. */
const GAP = 8

/** Right of the target if there is room, else left of it, else as far right as there is room; never outside of the stage. */
export function placeBeside(target: Room, menu: Room, stage: Room): Place {
  const maxHeight = stage.height - 2 * GAP
  const height = Math.min(menu.height, maxHeight)
  const right = target.left + target.width + GAP
  const left = target.left - GAP - menu.width
  const hasRoomRight = right + menu.width + GAP <= stage.left + stage.width
  const hasRoomLeft = left >= stage.left + GAP
  const wanted = hasRoomRight ? right : hasRoomLeft ? left : stage.left + stage.width - menu.width - GAP
  const top = Math.min(Math.max(target.top, stage.top + GAP), stage.top + stage.height - height - GAP)
  return { left: Math.max(GAP, wanted - stage.left), top: Math.max(GAP, top - stage.top), maxHeight }
}
