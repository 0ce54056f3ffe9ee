/** To the page's heading (or its main part): where the keyboard and a screen reader begin. */
export function focusPage() {
  const main = document.getElementById('main')
  const target = main?.querySelector<HTMLElement>('h1[tabindex]') ?? main
  target?.focus({ preventScroll: true })
}

/**
 * Whatever had the focus may go with what it did: the filters that it cleared, the error that it mended, the row that somebody else deleted.
 * Then the page's heading has it, unless something else was given it meanwhile.
 */
export function keepFocus(): void {
  const { body } = document
  let last: Element = body
  body.addEventListener('focusin', (event) => {
    last = event.target as Element
  })
  new MutationObserver(() => {
    if (last.isConnected) return
    last = body
    // Dialogs, menus and tables give it back by themselves, some of them a moment later.
    setTimeout(() => document.activeElement === body && focusPage(), 150)
  }).observe(body, { childList: true, subtree: true })
}
