/** Moves the focus to what is about to be drawn. */

/** Focuses the element that `selector` finds, once React has drawn it. */
export function focusSoon(selector: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus()))
}

/** Finds a box or an arrow of the live graph. */
export function selectorOf(id: string): string {
  return `.react-flow__node[data-id="${id}"], .react-flow__edge[data-id="${id}"]`
}
