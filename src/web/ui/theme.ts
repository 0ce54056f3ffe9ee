import { createTheme } from '@mui/material/styles'

const rise = { animation: 'cs-rise 120ms ease-out' }

/**
 * How MUI's parts look here. Colours are the variables of `theme.css`, so that both schemes need no script, and MUI's own
 * machine for variables (6 kB gz) is not in the console: `theme-css.ts` uses it while the sheet is made.
 */
export const theme = createTheme({
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
