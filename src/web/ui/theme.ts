import { createTheme, type CssVarsThemeOptions } from '@mui/material/styles'
import { controls } from './theme-controls.tsx'
import { fields } from './theme-fields.ts'
import { navigation } from './theme-navigation.ts'
import { surfaces } from './theme-surfaces.ts'
import { colour, scheme, type Scheme } from './tokens.ts'

// So that TypeScript knows what a theme with variables has.
declare module '@mui/material/styles' {
  interface CssThemeVariables { enabled: true }
}

const palette = (which: Scheme) => ({
  mode: which,
  primary: { main: colour('accent', which), dark: colour('accentPress', which), light: colour('accentHover', which), contrastText: colour('onAccent', which) },
  error: { main: colour('bad', which), contrastText: colour('onBad', which) },
  warning: { main: colour('warn', which) },
  info: { main: colour('info', which) },
  success: { main: colour('ok', which) },
  text: { primary: colour('text', which), secondary: colour('text2', which), disabled: colour('off', which) },
  background: { default: colour('bg', which), paper: colour('surface', which) },
  divider: colour('border', which),
})

/** MUI knows palettes only; `cs` becomes `--cs-<token>`, because the prefix is empty. */
const colorSchemes = {
  light: { palette: palette('light'), cs: scheme('light') },
  dark: { palette: palette('dark'), cs: scheme('dark') },
} as CssVarsThemeOptions['colorSchemes']

/** How MUI's parts look here (design.md). Every colour is a variable of its scheme, so that a change of scheme runs no script. */
export const theme = createTheme({
  cssVariables: { cssVarPrefix: '', colorSchemeSelector: 'data-theme' },
  colorSchemes,
  shape: { borderRadius: 6 },
  spacing: 4,
  breakpoints: { values: { xs: 0, sm: 640, md: 1024, lg: 1440, xl: 1600 } },
  typography: { fontFamily: 'var(--sans)', fontSize: 13, htmlFontSize: 16, body1: { fontSize: 13, lineHeight: '20px' }, button: { textTransform: 'none' } },
  transitions: { create: () => 'none' },
  components: { ...controls, ...fields, ...navigation, ...surfaces },
})
