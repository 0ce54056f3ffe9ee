import type { Components, Theme } from '@mui/material/styles'

/** What leads elsewhere: the sidebar's list, breadcrumbs. */
export const navigation: Components<Theme> = {
  MuiList: { styleOverrides: { root: { '&[data-nav]': { display: 'flex', flexDirection: 'column', padding: 0 } } } },
  MuiListSubheader: {
    defaultProps: { disableSticky: true },
    styleOverrides: { root: { padding: '18px 8px 4px', background: 'none', font: '500 12px/16px var(--sans)', color: 'var(--cs-text3)' } },
  },
  MuiListItemButton: {
    styleOverrides: {
      root: {
        gap: 10, height: 30, padding: '0 8px', borderRadius: 6, color: 'var(--cs-text2)', transition: 'background-color var(--ease), color var(--ease)',
        '&:hover': { backgroundColor: 'var(--cs-press)', color: 'var(--cs-text)' },
        '&:focus-visible': { backgroundColor: 'transparent', outlineOffset: -2 },
        '&.Mui-selected, &.Mui-selected:hover, &.Mui-selected:focus-visible': { backgroundColor: 'var(--cs-navOn)', color: 'var(--cs-text)', fontWeight: 550 },
        '& > svg': { flex: 'none' },
        '&.Mui-selected > svg': { color: 'var(--cs-accent)' },
        '&[aria-disabled="true"], &[aria-disabled="true"]:hover': { background: 'none', color: 'var(--cs-off)', cursor: 'default' },
        '@media (pointer: coarse)': { height: 40 },
      },
    },
  },
  MuiBreadcrumbs: {
    styleOverrides: {
      root: { flex: 1, minWidth: 0, font: '400 13px/20px var(--sans)', color: 'var(--cs-text3)', '@media (max-width: 639.98px)': { display: 'none' } },
      ol: { flexWrap: 'nowrap', minWidth: 0, overflow: 'hidden', whiteSpace: 'nowrap' },
      li: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' },
      separator: { margin: '0 6px', color: 'var(--cs-text2)' },
    },
  },
}
