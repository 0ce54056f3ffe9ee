import type { Components, Theme } from '@mui/material/styles'

const coarse = '@media (pointer: coarse)'
const narrow = '@media (max-width: 639.98px)'
const mono = { font: '400 12.5px/20px var(--mono)', letterSpacing: '-0.01em', fontVariantLigatures: 'none' }

/** The frame is the field's own border: MUI's is three elements that leave room for a label in it. */
const NoFrame = () => null

/** What is typed into or chosen from. Labels stand above, as `Field` puts them. */
export const fields: Components<Theme> = {
  MuiFormControl: { defaultProps: { fullWidth: true }, styleOverrides: { root: { display: 'flex', minWidth: 0 } } },
  MuiFormLabel: {
    styleOverrides: { root: { font: '550 13px/20px var(--sans)', color: 'var(--cs-text)', '&.Mui-focused, &.Mui-error': { color: 'var(--cs-text)' } } },
  },
  MuiFormHelperText: {
    styleOverrides: {
      root: {
        margin: 0, font: '400 12px/16px var(--sans)', letterSpacing: 0, color: 'var(--cs-text3)', overflowWrap: 'anywhere',
        '&:not(:empty)': { paddingTop: 4 },
        '&.Mui-error': { display: 'flex', gap: 4, color: 'var(--cs-bad)' },
        '&.Mui-error > svg': { marginTop: 1 },
      },
    },
  },
  MuiOutlinedInput: {
    defaultProps: { fullWidth: true, slots: { notchedOutline: NoFrame } },
    styleOverrides: {
      root: {
        height: 36, padding: 0, border: '1px solid var(--cs-control)', borderRadius: 6, transition: 'border-color var(--ease)',
        backgroundColor: 'var(--cs-surface)', color: 'var(--cs-text)', font: '400 13px/20px var(--sans)', letterSpacing: 'inherit',
        '&.Mui-focused, &:has([aria-expanded="true"])': { borderColor: 'var(--cs-accent)', boxShadow: 'inset 0 0 0 1px var(--cs-accent)' },
        '&.Mui-error': { borderColor: 'var(--cs-bad)' },
        '&.Mui-error.Mui-focused': { boxShadow: 'inset 0 0 0 1px var(--cs-bad)' },
        '&.Mui-disabled, &.Mui-readOnly': { backgroundColor: 'var(--cs-subtle)', color: 'var(--cs-text2)' },
        // Seen where colours are forced: shadows are not.
        '&.Mui-focused': { outline: '2px solid transparent', outlineOffset: -2 },
        '&[data-bar]': { height: 32, [narrow]: { height: 40 } },
        '&[data-large]': { height: 40, fontSize: 14 },
        [coarse]: { height: 40, fontSize: 16 },
        '&.MuiInputBase-adornedEnd': { paddingRight: 2 },
        '&.MuiInputBase-multiline': { height: 'auto' },
      },
      input: {
        boxSizing: 'border-box', height: '100%', padding: '0 9px', letterSpacing: 'inherit',
        '&::placeholder': { color: 'var(--cs-text3)', opacity: 1 },
        '&:-webkit-autofill': { WebkitTextFillColor: 'var(--cs-text)', WebkitBoxShadow: 'inset 0 0 0 40px var(--cs-surface)', borderRadius: 5 },
        '[data-mono] > &': { ...mono, [coarse]: { fontSize: 16 } },
        'textarea&': {
          height: 'auto',
          minHeight: 72,
          maxHeight: '40vh',
          padding: '7px 9px',
          resize: 'vertical',
          overflowWrap: 'anywhere',
          '@supports (field-sizing: content)': { fieldSizing: 'content', resize: 'none' },
        },
        '[data-secret] > textarea&': { minHeight: 34, resize: 'none' },
      },
    },
  },
  MuiInputAdornment: { styleOverrides: { root: { flex: 'none', gap: 2, height: 'auto', maxHeight: 'none', marginLeft: 0 } } },
  MuiSelect: {
    defaultProps: { MenuProps: { transitionDuration: 0 } },
    styleOverrides: {
      root: { '&[data-bar]': { display: 'inline-flex', width: 'auto', maxWidth: '100%' }, '&[data-bar][data-wide]': { width: '100%' } },
      select: {
        display: 'flex',
        alignItems: 'center',
        minHeight: 0,
        padding: '0 31px 0 9px !important',
        '& > span': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
        '[data-clear] > &': { paddingRight: '59px !important' },
        '&:focus-visible': { outline: 'none' },
      },
      icon: { top: 'calc(50% - 8px)', right: 9, color: 'var(--cs-text2)', transform: 'none' },
    },
  },
}
