import type { Components, Theme } from '@mui/material/styles'

const rise = { animation: 'cs-rise 120ms ease-out' }
const narrow = '@media (max-width: 639.98px)'
const toned = (tone: 'ok' | 'warn' | 'bad' | 'info', mark = `var(--cs-${tone})`) => ({
  backgroundColor: `var(--cs-${tone}Bg)`,
  color: 'var(--cs-text)',
  '& .MuiAlert-icon': { color: mark },
})

/** What holds something else: dialogs, menus, cards, messages. Three floors only: page, menu or message, dialog. */
export const surfaces: Components<Theme> = {
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none', font: '400 13px/20px var(--sans)' } } },
  MuiBackdrop: {
    defaultProps: { transitionDuration: 0 },
    styleOverrides: {
      root: { backgroundColor: 'var(--cs-scrim)', '&:not(.MuiBackdrop-invisible)': { animation: 'cs-fade 120ms ease-out' } },
      invisible: { backgroundColor: 'transparent' },
    },
  },
  MuiDialog: {
    defaultProps: { transitionDuration: 0, fullWidth: true },
    styleOverrides: {
      container: { [narrow]: { alignItems: 'flex-end' } },
      paper: {
        ...rise, margin: 24, maxWidth: 480, maxHeight: 'calc(100dvh - 48px)', borderRadius: 10, backgroundColor: 'var(--cs-surface)', color: 'var(--cs-text)',
        boxShadow: 'var(--cs-shadowDialog)',
        // What a form asks scrolls; its buttons stay.
        '& > form': { display: 'flex', flexDirection: 'column', minHeight: 0 },
        '&[data-width="400"]': { maxWidth: 400 }, '&[data-width="520"]': { maxWidth: 520 }, '&[data-width="560"]': { maxWidth: 560 },
        [narrow]: {
          width: '100%',
          margin: '32px 0 0',
          maxWidth: 'none !important',
          maxHeight: 'calc(100dvh - 32px)',
          borderRadius: '10px 10px 0 0',
          animation: 'cs-sheet-up 150ms cubic-bezier(.2, 0, 0, 1)',
        },
      },
    },
  },
  MuiDialogTitle: {
    styleOverrides: {
      root: {
        padding: '20px 24px 4px',
        font: '600 16px/24px var(--sans)',
        letterSpacing: '-0.006em',
        overflowWrap: 'anywhere',
        [narrow]: { padding: '20px 16px 4px' },
      },
    },
  },
  MuiDialogContent: {
    styleOverrides: {
      root: {
        display: 'flex', flexDirection: 'column', gap: 16, padding: '12px 24px 8px !important', overflowWrap: 'anywhere',
        'form > &': { paddingBottom: '12px !important' }, '& > p': { color: 'var(--cs-text2)' }, [narrow]: { padding: '12px 16px 8px !important' },
        // A label's end and a field's ring are not to be cut.
        '& > *': { flex: 'none' },
      },
    },
  },
  MuiDialogActions: {
    defaultProps: { disableSpacing: true },
    styleOverrides: {
      root: { flexWrap: 'wrap', gap: 8, padding: '16px 24px 20px', [narrow]: { padding: '16px 16px max(20px, env(safe-area-inset-bottom))' } },
    },
  },
  MuiDrawer: {
    defaultProps: { transitionDuration: 0 },
    styleOverrides: {
      paper: {
        width: 264,
        maxWidth: 'calc(100vw - 56px)',
        backgroundColor: 'var(--cs-side)',
        color: 'var(--cs-text)',
        boxShadow: 'var(--cs-shadowDialog)',
        animation: 'cs-sheet-left 150ms cubic-bezier(.2, 0, 0, 1)',
      },
    },
  },
  MuiPopover: {
    defaultProps: { transitionDuration: 0, elevation: 0 },
    styleOverrides: { paper: { ...rise, backgroundColor: 'var(--cs-raised)', color: 'var(--cs-text)', borderRadius: 8, boxShadow: 'var(--cs-shadowMenu)' } },
  },
  MuiMenu: { defaultProps: { transitionDuration: 0 }, styleOverrides: { paper: { maxHeight: 'min(520px, calc(100dvh - 32px))' }, list: { padding: 4 } } },
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
  MuiCard: {
    defaultProps: { variant: 'outlined' },
    styleOverrides: {
      root: { minWidth: 0, padding: 16, borderRadius: 8, borderColor: 'var(--cs-border)', backgroundColor: 'var(--cs-bg)', overflow: 'visible' },
    },
  },
  MuiLinearProgress: {
    styleOverrides: {
      root: { height: 4, borderRadius: 2, backgroundColor: 'var(--cs-press)', forcedColorAdjust: 'none' },
      bar: { backgroundColor: 'var(--cs-accent)' },
    },
  },
  MuiAlert: {
    styleOverrides: {
      root: { alignItems: 'flex-start', gap: 10, padding: '10px 12px', borderRadius: 8, font: '400 13px/20px var(--sans)' },
      icon: { margin: 0, padding: '2px 0', opacity: 1 },
      message: { flex: 1, minWidth: 0, padding: 0, overflowWrap: 'anywhere' },
      action: { margin: 0, padding: 0 },
      // Plain: something to know, and neither good nor bad.
      outlined: {
        padding: '9px 11px',
        borderColor: 'var(--cs-border)',
        backgroundColor: 'var(--cs-subtle)',
        color: 'var(--cs-text)',
        '& .MuiAlert-icon': { color: 'var(--cs-text2)' },
      },
      standard: {
        variants: [
          { props: { severity: 'warning' }, style: toned('warn', 'var(--cs-warnMark)') },
          { props: { severity: 'error' }, style: toned('bad') },
          { props: { severity: 'success' }, style: toned('ok') },
          { props: { severity: 'info' }, style: toned('info') },
        ],
      },
    },
  },
  MuiSnackbarContent: {
    styleOverrides: {
      root: {
        flexWrap: 'nowrap',
        alignItems: 'flex-start',
        minWidth: 0,
        padding: '8px 8px 8px 12px',
        borderRadius: 8,
        backgroundColor: 'var(--cs-raised)',
        color: 'var(--cs-text)',
        boxShadow: 'var(--cs-shadowMenu)',
        font: '400 13px/20px var(--sans)',
        pointerEvents: 'auto',
        animation: 'cs-rise 150ms ease-out',
      },
      message: { display: 'flex', flex: 1, gap: 10, minWidth: 0, padding: 0 },
      action: { margin: 0, padding: 0 },
    },
  },
}
