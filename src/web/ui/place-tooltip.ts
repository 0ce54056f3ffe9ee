const gap = 8
const edge = 8

/** Above the thing, else below it; at its left when it stands so near the right edge that the text would be pushed aside. */
export function placeTooltip(tip: HTMLElement, anchor: Element): void {
  const box = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = tip
  const centre = box.left + box.width / 2
  const besideLeft = centre + width / 2 > document.documentElement.clientWidth - edge && box.left - gap - 2 - width >= edge

  let left = Math.max(edge, Math.min(centre - width / 2, document.documentElement.clientWidth - width - edge))
  let top = box.top - gap - height
  if (besideLeft) {
    left = box.left - gap - 2 - width
    top = Math.max(edge, box.top + box.height / 2 - height / 2)
  } else if (top < edge) {
    top = box.bottom + gap
  }
  tip.dataset.side = besideLeft ? 'left' : 'block'
  tip.style.left = `${Math.round(left)}px`
  tip.style.top = `${Math.round(top)}px`
}
