import { createTheme, type CssVarsThemeOptions } from '@mui/material/styles'
import { colour, scheme, type Scheme } from './tokens.ts'

// So that TypeScript knows what a theme with variables has.
declare module '@mui/material/styles' {
  interface CssThemeVariables { enabled: true }
}

const palette = (which: Scheme) => ({
  mode: which,
  primary: { main: colour('accent', which), dark: colour('accentPress', which), light: colour('accentHover', which), contrastText: colour('onAccent', which) },
  error: { main: colour('bad', which), contrastText: colour('onBad', which) },
  text: { primary: colour('text', which), secondary: colour('text2', which), disabled: colour('off', which) },
  background: { default: colour('bg', which), paper: colour('surface', which) },
  divider: colour('border', which),
})

/** MUI knows palettes only; `cs` becomes `--cs-<token>`, because the prefix is empty. */
const colorSchemes = {
  light: { palette: palette('light'), cs: scheme('light') },
  dark: { palette: palette('dark'), cs: scheme('dark') },
} as CssVarsThemeOptions['colorSchemes']

const theme = createTheme({ cssVariables: { cssVarPrefix: '', colorSchemeSelector: 'data-theme' }, colorSchemes })

type Rules = { [selector: string]: string | number | Rules }

/** Ours, and those of MUI's own rules that its parts here read. */
const used = /^--(?:cs-|palette-(?:primary|error|text|background|divider|action)(?:-|$))/

const write = (sheet: Rules): string[] =>
  Object.entries(sheet).flatMap(([name, value]) => {
    if (typeof value !== 'object') return used.test(name) ? [`${name}: ${value};`] : []
    const inside = write(value)
    return inside.length === 0 ? [] : [`${name} {`, ...inside.map((line) => `  ${line}`), '}']
  })

/**
 * The variables of both schemes as a style sheet: `theme.css`, which stands in the page before any script, so that the
 * first paint has its colours and MUI is loaded only when something opens. `npx vitest run src/web/ui/theme-css.test.ts -u` writes it anew.
 */
export function themeCss(): string {
  return ['/* Made from tokens.ts by theme-css.ts. */', ...theme.generateStyleSheets().flatMap((sheet) => write(sheet as Rules)), ''].join('\n')
}
