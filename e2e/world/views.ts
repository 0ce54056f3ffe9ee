/** `npm test` is to be quick: it sees both themes and both widths, `npm run e2e` each theme at each width. */
export const short = process.env.COUNTERSIGN_E2E === 'short'

interface View {
  at: string
  view: { colorScheme: 'light' | 'dark'; viewport: { width: number; height: number } }
}
const view = (colorScheme: 'light' | 'dark', width: number): View => ({
  at: `${colorScheme}, ${width} px`,
  view: { colorScheme, viewport: { width, height: 800 } },
})

/** In what a page is looked at by axe: a desk and a phone, light and dark. */
export const views: readonly View[] = short
  ? [view('light', 1280), view('dark', 360)]
  : [view('light', 1280), view('dark', 360), view('dark', 1280), view('light', 360)]
