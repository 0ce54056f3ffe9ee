import { expect, type Locator, type Page } from '@playwright/test'

/*
 * The words of tests that use keys alone: there is no click in this file.
 */

export const button = (page: Page | Locator, name: string) => page.getByRole('button', { name, exact: true })
export const item = (page: Page, name: string) => page.getByRole('menuitem', { name, exact: true })

/**
 * Something shows where one is (`body` is where Tab comes by on its way from the end to the beginning): an outline, or a ring
 * on the control or the frame round it, or the background of a menu's entry.
 */
export async function expectVisibleFocus(page: Page) {
  const seen = await page.evaluate(() => {
    const marked = (node: Element | null): boolean => {
      if (node === null) return false
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor } = getComputedStyle(node)
      const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && outlineColor !== 'rgba(0, 0, 0, 0)'
      return outlined || boxShadow.includes('inset') || (node.matches('[role^=menuitem], [role=option]') && backgroundColor !== 'rgba(0, 0, 0, 0)')
    }
    const active = document.activeElement
    return {
      marked: marked(active) || marked(active?.parentElement ?? null) || (active?.matches('h1, main, [role=dialog], [role=textbox], body') ?? false),
      what: active?.outerHTML.slice(0, 200),
    }
  })
  expect(seen.marked, `The focus can be seen on ${seen.what}`).toBe(true)
}

/** Tab until it is reached, looking at every stop on the way. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'ArrowDown' = 'Tab') {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 50; presses++) {
    if (await target.evaluate((node) => node === document.activeElement)) return
    await page.keyboard.press(key)
    await expectVisibleFocus(page)
  }
  throw new Error(`${String(target)} was not reached by ${key}`)
}
export async function go(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter') {
  await tabTo(page, target)
  await page.keyboard.press(key)
}
export async function choose(page: Page, opener: Locator, entry: Locator) {
  await go(page, opener)
  await expect(entry).toBeVisible()
  await page.keyboard.press('Home')
  await tabTo(page, entry, 'ArrowDown')
  await page.keyboard.press('Enter')
}
export async function type(page: Page, label: string, text: string) {
  await tabTo(page, page.getByLabel(label, { exact: true }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}
export async function copyAndClose(page: Page) {
  await go(page, button(page.getByRole('dialog'), 'Copy'))
  await expect(button(page.getByRole('dialog'), 'Copied')).toBeVisible()
  await go(page, button(page.getByRole('dialog'), 'Done'))
  await expect(page.getByRole('dialog')).toHaveCount(0)
}
