import { theme } from './theme.ts'

type Rules = { [selector: string]: string | number | Rules }

/** Ours, and those of MUI's own rules that its parts here read. */
const used = /^--(?:cs-|palette-(?:primary|error|text|background|divider|action)(?:-|$))/

const write = (rules: Rules): string[] =>
  Object.entries(rules).flatMap(([name, value]) => {
    if (typeof value !== 'object') return used.test(name) ? [`${name}: ${value};`] : []
    const inside = write(value)
    return inside.length === 0 ? [] : [`${name} {`, ...inside.map((line) => `  ${line}`), '}']
  })

/**
 * The variables of the theme as a style sheet: `theme.css`, which stands in the page before any script, so that the
 * first paint has its colours and MUI is loaded only when something opens. `npx vitest run src/web/ui/theme-css.test.ts -u` writes it anew.
 */
export function themeCss(): string {
  return ['/* Made from theme.ts by theme-css.ts. */', ...theme.generateStyleSheets().flatMap((sheet) => write(sheet as Rules)), ''].join('\n')
}
