import type { Components, Theme } from '@mui/material/styles'
import { touch } from './theme-controls.tsx'

/** What leads elsewhere: tabs, the sidebar's list, breadcrumbs. */
export const navigation: Components<Theme> = {
  MuiTabs: {
    defaultProps: { variant: 'scrollable', scrollButtons: false },
    styleOverrides: {
      root: { minHeight: 0, '&[data-links]': { boxShadow: 'inset 0 -1px var(--cs-border)' } },
      list: { '[data-links] &': { gap: 20 }, '[data-pills] &': { flexWrap: 'wrap', gap: 4, '@media (max-width: 639.98px)': { flexWrap: 'nowrap' } } },
      indicator: { '[data-pills] &': { display: 'none' } },
    },
  },
  MuiTab: {
    defaultProps: { disableRipple: true },
    styleOverrides: {
      root: {
        flex: 'none', minWidth: 0, minHeight: 0, maxWidth: 'none', color: 'var(--cs-text2)', opacity: 1, textTransform: 'none',
        transition: 'background-color var(--ease), color var(--ease)',
        '&:hover, &.Mui-selected': { color: 'var(--cs-text)' },
        '&:focus-visible': { outlineOffset: -2 },
        '[data-links] &': { padding: 0, font: '550 12px/38px var(--sans)', letterSpacing: '0.04em', borderBottom: '2px solid transparent' },
        '[data-pills] &': {
          height: 28, padding: '0 8px', border: '1px solid transparent', borderRadius: 6, font: '550 13px/20px var(--sans)', letterSpacing: 0,
          whiteSpace: 'nowrap',
          '&:hover': { backgroundColor: 'var(--cs-hover)' },
          '&.Mui-selected': { borderColor: 'var(--cs-accent)', backgroundColor: 'var(--cs-tint)' },
          [touch]: { height: 40, padding: '0 12px' },
        },
      },
    },
  },
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
