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

const rise = { animation: 'cs-rise 120ms ease-out' }

export const theme = createTheme({
  cssVariables: { cssVarPrefix: '', colorSchemeSelector: 'data-theme' },
  colorSchemes,
  shape: { borderRadius: 6 },
  spacing: 4,
  breakpoints: { values: { xs: 0, sm: 640, md: 1024, lg: 1440, xl: 1600 } },
  typography: { fontFamily: 'var(--sans)', fontSize: 13, htmlFontSize: 16, body1: { fontSize: 13, lineHeight: '20px' }, button: { textTransform: 'none' } },
  transitions: { create: () => 'none' },
  components: {
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiBackdrop: { styleOverrides: { root: { backgroundColor: 'var(--cs-scrim)' }, invisible: { backgroundColor: 'transparent' } } },
    MuiDialog: { defaultProps: { transitionDuration: 0 } },
    MuiPopover: {
      defaultProps: { transitionDuration: 0, elevation: 0 },
      styleOverrides: {
        paper: { ...rise, backgroundColor: 'var(--cs-raised)', backgroundImage: 'none', color: 'var(--cs-text)', borderRadius: 8, boxShadow: 'var(--cs-shadowMenu)' },
      },
    },
    MuiMenu: { defaultProps: { transitionDuration: 0 }, styleOverrides: { list: { padding: 4 } } },
    MuiMenuItem: {
      styleOverrides: {
        root: {
          minHeight: 32, padding: '6px 8px', gap: 10, borderRadius: 4, fontSize: 13, lineHeight: '20px', fontWeight: 400, whiteSpace: 'normal',
          '@media (pointer: coarse)': { minHeight: 40 },
          '&:hover, &.Mui-focusVisible': { backgroundColor: 'var(--cs-hover)' },
          '&.Mui-selected, &.Mui-selected:hover, &.Mui-selected.Mui-focusVisible': { backgroundColor: 'var(--cs-tint)' },
          '&.Mui-focusVisible': { outline: '2px solid var(--cs-accent)', outlineOffset: -2 },
          '&.Mui-disabled': { opacity: 1, color: 'var(--cs-off)' },
        },
      },
    },
  },
})
