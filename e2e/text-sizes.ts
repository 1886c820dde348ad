/** How large the texts of a page are on the screen, whatever they are drawn in. */
import type { Page } from 'playwright-core'

/** Texts that are shown smaller than so many pixels, with the size they have; and how many texts are shown in all. */
export function textsBelow(page: Page, px: number): Promise<{ readonly small: string[]; readonly count: number }> {
  return page.evaluate((least) => {
    const small: string[] = []
    let count = 0
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const parent = node.parentElement!
      const text = node.textContent!.trim()
      if (text === '' || parent.closest('.visually-hidden, script, style, option') !== null) continue
      if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const range = document.createRange()
      range.selectNode(node)
      if (range.getBoundingClientRect().width === 0) continue
      count++
      const drawing = parent.closest('.react-flow__viewport')
      const zoom = drawing === null ? 1 : new DOMMatrix(getComputedStyle(drawing).transform).a
      const size = parseFloat(getComputedStyle(parent).fontSize) * zoom
      // Sizes are rounded by whoever draws; a hundredth of a pixel is none.
      if (size < least - 0.01) small.push(`${text.slice(0, 30)}: ${size.toFixed(2)} px`)
    }
    return { small, count }
  }, px)
}
