/** To the page's heading (or its main part): where the keyboard and a screen reader begin. */
export function focusPage() {
  const main = document.getElementById('main')
  const target = main?.querySelector<HTMLElement>('h1[tabindex]') ?? main
  target?.focus({ preventScroll: true })
}

/** After what had the focus is gone (a deleted row, a dialog that was opened by a link): not to nowhere. */
export function focusPageIfLost() {
  // Once React has drawn what was done, and the dialog has tried to give the focus back.
  setTimeout(() => {
    if (document.activeElement === null || document.activeElement === document.body) focusPage()
  }, 50)
}
