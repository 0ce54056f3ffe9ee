import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { colour, type Scheme, type Token } from './tokens.ts'

/** WCAG 2 relative luminance and contrast. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(one: string, two: string): number {
  const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** Front, background, least contrast, then the figure design.md gives for light and for dark (where it gives one). */
type Pair = [foreground: Token, background: Token, least: number, light?: number, dark?: number]

const text: Pair[] = [
  ['text', 'bg', 4.5, 17.66, 15.6], ['text', 'navOn', 4.5, 14.96], ['text', 'tint', 4.5, undefined, 11.24],
  ['text2', 'bg', 4.5, 8.08, 9.21], ['text2', 'press', 4.5, 6.85], ['text2', 'tint', 4.5, undefined, 6.64],
  ['text3', 'bg', 4.5, 5.84, 6.38], ['text3', 'press', 4.5, 4.95], ['text3', 'tint', 4.5, undefined, 4.6],
  ['accent', 'bg', 4.5, 6.8, 10.19], ['accent', 'navOn', 4.5, 5.76], ['accent', 'tint', 4.5, undefined, 7.34],
  ['onAccent', 'accent', 4.5, 6.8, 8.73], ['onAccent', 'accentHover', 4.5], ['onAccent', 'accentPress', 4.5, undefined, 7.26],
  ['bg', 'text', 4.5, 17.66, 15.6],
]

const everywhere: Pair[] = (['text', 'text2', 'text3', 'accent'] as const).flatMap((foreground) =>
  (['bg', 'side', 'subtle', 'hover', 'press', 'navOn', 'surface', 'raised', 'tint', 'selRow'] as const).map((background): Pair => [
    foreground,
    background,
    4.5,
  ]),
)

const status: Pair[] = [
  ['ok', 'bg', 4.5, 6.54, 9.34], ['ok', 'okBg', 4.5, 5.76, 7.81],
  ['warn', 'bg', 4.5, 6.71, 9.74], ['warn', 'warnBg', 4.5, 5.96, 8.11],
  ['info', 'bg', 4.5, 7.42, 9.07], ['info', 'infoBg', 4.5, 6.46, 7.43],
  ['bad', 'bg', 4.5, 6.52, 8.34], ['bad', 'badBg', 4.5, 5.69, 6.92],
  ['mute', 'bg', 4.5, 6.3, 8.11], ['mute', 'muteBg', 4.5, 5.59, 6.45],
  ['onBad', 'bad', 4.5, 6.52, 7.8], ['onBad', 'badHover', 4.5],
  ...(['okBg', 'warnBg', 'infoBg', 'badBg', 'muteBg'] as const).map((background): Pair => ['text', background, 4.5]),
  ...(['ok', 'warn', 'info', 'bad', 'mute'] as const).flatMap((foreground): Pair[] => [
    [foreground, 'selRow', 4.5],
    [foreground, 'raised', 4.5],
    [foreground, 'surface', 4.5],
  ]),
  ['bad', 'hover', 4.5],
]

const marks: Pair[] = [
  ['control', 'bg', 3, 3.32, 4.67], ['control', 'subtle', 3, 3.17, 4.45], ['control', 'selRow', 3, 3.08, 3.99], ['control', 'surface', 3],
  ['warnMark', 'bg', 3, 3.99], ['warnMark', 'warnBg', 3, 3.54], ['accent', 'surface', 3], ['bad', 'surface', 3],
]

for (const which of ['light', 'dark'] as const satisfies Scheme[]) {
  describe(`colours in ${which}`, () => {
    it.each([...text, ...everywhere, ...status, ...marks])('%s on %s has at least %s', (foreground, background, least, light, dark) => {
      const found = contrast(colour(foreground, which), colour(background, which))
      expect(found).toBeGreaterThanOrEqual(least)
      const said = which === 'light' ? light : dark
      if (said !== undefined) expect(found).toBeCloseTo(said, 1)
    })
  })
}

it('the favicon is drawn in the accent of both schemes', () => {
  const svg = readFileSync(new URL('../../../public/favicon.svg', import.meta.url), 'utf8')
  expect(svg).toContain(colour('accent', 'light'))
  expect(svg).toContain(colour('accent', 'dark'))
})
