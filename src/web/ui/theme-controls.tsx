import type { Components, Theme } from '@mui/material/styles'
import { type ReactNode, useLayoutEffect } from 'react'

declare module '@mui/material/IconButton' {
  interface IconButtonPropsSizeOverrides {
    /** 20 px, in a line of text. */
    inline: true
  }
}

/** A finger, or a page too narrow for anything but a phone. */
export const touch = '@media (pointer: coarse), (max-width: 639.98px)'
/** How long one points at a thing before its name is said, in milliseconds. */
export const enterDelay = 400
/** And how long its name stays when one has left: long enough to get from the thing to its words. */
export const leaveDelay = 60
const ease = 'background-color var(--ease), border-color var(--ease), color var(--ease)'
/** It cannot be pressed and says why (S11): it keeps its focus, so that it is no `disabled` button. */
const off = '&[aria-disabled="true"]:not([aria-busy="true"])'

/** The tick is a picture and no glyph: it is as sharp at every zoom. */
const tick = 'transparent calc(50% - 1.1px), var(--cs-onAccent) calc(50% - .7px) calc(50% + .7px), transparent calc(50% + 1.1px)'

/** There, or not: with a transition of no time, two tooltips would be there for a moment. */
function Cut({ in: shown, onEnter, onExited, children }: { in?: boolean; onEnter?: () => void; onExited?: () => void; children?: ReactNode }) {
  useLayoutEffect(() => (shown ? onEnter?.() : onExited?.()), [shown, onEnter, onExited])
  return children
}

/** What is pressed: buttons, icons, boxes, words that explain. */
export const controls: Components<Theme> = {
  MuiButtonBase: { defaultProps: { disableRipple: true, disableTouchRipple: true } },
  MuiButton: {
    defaultProps: { variant: 'outlined', disableElevation: true },
    styleOverrides: {
      root: {
        flex: 'none', gap: 6, height: 32, minWidth: 0, maxWidth: '100%', padding: '0 11px', border: '1px solid transparent', borderRadius: 6,
        color: 'var(--cs-text)', font: '550 13px/20px var(--sans)', letterSpacing: 'inherit', whiteSpace: 'nowrap', transition: ease,
        '& > span:not([class])': { overflow: 'hidden', textOverflow: 'ellipsis' },
        '& > svg': { flex: 'none' },
        '& > span + svg': { marginRight: -2 },
        '&[aria-busy="true"]': { cursor: 'progress' },
        [off]: { backgroundColor: 'var(--cs-press)', borderColor: 'transparent', color: 'var(--cs-off)', cursor: 'default' },
        [touch]: { minHeight: 40 },
      },
    },
    variants: [
      { props: { size: 'small' }, style: { height: 28, padding: '0 7px' } },
      { props: { size: 'large' }, style: { height: 36 } },
      {
        props: { variant: 'contained', color: 'primary' },
        style: {
          color: 'var(--cs-onAccent)',
          backgroundColor: 'var(--cs-accent)',
          '&:hover': { backgroundColor: 'var(--cs-accentHover)' },
          '&:active': { backgroundColor: 'var(--cs-accentPress)' },
        },
      },
      {
        props: { variant: 'contained', color: 'error' },
        style: { color: 'var(--cs-onBad)', backgroundColor: 'var(--cs-bad)', '&:hover': { backgroundColor: 'var(--cs-badHover)' } },
      },
      {
        props: { variant: 'outlined' },
        style: {
          backgroundColor: 'var(--cs-surface)', borderColor: 'var(--cs-borderStrong)',
          '&:hover, &[aria-expanded="true"]': { backgroundColor: 'var(--cs-hover)', borderColor: 'var(--cs-borderStrong)' },
          '&:active': { backgroundColor: 'var(--cs-press)' },
          [off]: { backgroundColor: 'transparent', borderColor: 'var(--cs-border)' },
        },
      },
      {
        props: { variant: 'text' },
        style: {
          padding: '0 7px', color: 'var(--cs-text2)',
          '&:hover, &[aria-expanded="true"]': { backgroundColor: 'var(--cs-hover)', color: 'var(--cs-text)' },
          '&:active': { backgroundColor: 'var(--cs-press)' },
          [off]: { backgroundColor: 'transparent' },
        },
      },
    ],
  },
  MuiCircularProgress: { defaultProps: { size: 14, thickness: 5, color: 'inherit', 'aria-hidden': true, role: 'presentation', disableShrink: true } },
  MuiIconButton: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: {
        flex: 'none', width: 28, height: 28, padding: 0, borderRadius: 6, color: 'var(--cs-text2)', transition: ease,
        '&:hover, &[aria-expanded="true"], &[aria-pressed="true"]': { backgroundColor: 'var(--cs-press)', color: 'var(--cs-text)' },
        [off]: { backgroundColor: 'transparent', color: 'var(--cs-off)', cursor: 'default' },
        [touch]: { width: 40, height: 40 },
      },
    },
    variants: [
      { props: { size: 'medium' }, style: { width: 32, height: 32, [touch]: { width: 40, height: 40 } } },
      {
        props: { size: 'inline' },
        style: {
          width: 20,
          height: 20,
          borderRadius: 4,
          color: 'var(--cs-text3)',
          [touch]: { position: 'relative', width: 20, height: 20, '&::after': { content: '""', position: 'absolute', inset: -10 } },
        },
      },
    ],
  },
  MuiCheckbox: {
    defaultProps: { disableRipple: true, icon: <i />, checkedIcon: <i />, indeterminateIcon: <i /> },
    styleOverrides: {
      root: {
        padding: 0, borderRadius: 4,
        '& > i': {
          width: 16,
          height: 16,
          border: '1px solid var(--cs-control)',
          borderRadius: 4,
          backgroundColor: 'var(--cs-surface)',
          backgroundRepeat: 'no-repeat',
          transition: ease,
        },
        '&.Mui-checked > i': {
          borderColor: 'var(--cs-accent)', backgroundColor: 'var(--cs-accent)',
          backgroundImage: `linear-gradient(135deg, ${tick}), linear-gradient(45deg, ${tick})`, backgroundPosition: '5px 3px, 2px 6px',
          backgroundSize: '7px 7px, 4px 4px',
        },
        '&.MuiCheckbox-indeterminate > i': {
          borderColor: 'var(--cs-accent)',
          backgroundColor: 'var(--cs-accent)',
          backgroundImage: 'linear-gradient(var(--cs-onAccent), var(--cs-onAccent))',
          backgroundPosition: 'center',
          backgroundSize: '8px 2px',
        },
        '&.Mui-disabled > i': { borderColor: 'var(--cs-borderStrong)', backgroundColor: 'transparent' },
        '&.Mui-disabled.Mui-checked > i': { borderColor: 'var(--cs-off)', backgroundColor: 'var(--cs-off)' },
        '&.Mui-focusVisible': { outline: '2px solid var(--cs-accent)', outlineOffset: 2 },
        // Where colours are forced, pictures are not: the browser's own box.
        '@media (forced-colors: active)': { '& > i': { display: 'none' }, '& > input': { position: 'static', width: 16, height: 16, opacity: 1 } },
      },
    },
  },
  MuiFormControlLabel: {
    styleOverrides: {
      root: { display: 'inline-flex', gap: 8, minHeight: 32, margin: 0 },
      label: { fontSize: 13, lineHeight: '20px', '&.Mui-disabled': { color: 'inherit' } },
    },
  },
  MuiTooltip: {
    defaultProps: {
      describeChild: true, placement: 'top', enterDelay, enterNextDelay: enterDelay, leaveDelay,
      // Beside its thing, so that it is in the same landmark; `fixed` lets it out of whatever clips.
      slots: { transition: Cut },
      slotProps: { popper: { disablePortal: true, popperOptions: { strategy: 'fixed' } } },
    },
    styleOverrides: {
      tooltip: {
        maxWidth: 280, width: 'max-content', padding: '6px 8px', borderRadius: 6, backgroundColor: 'var(--cs-text)', color: 'var(--cs-bg)',
        font: '400 12px/16px var(--sans)', letterSpacing: 0, textAlign: 'start',
        whiteSpace: 'normal', overflowWrap: 'anywhere', animation: 'cs-fade 100ms ease-out',
        '.MuiTooltip-popper[data-popper-placement*="top"] &': { marginBottom: 8 }, '.MuiTooltip-popper[data-popper-placement*="bottom"] &': { marginTop: 8 },
      },
    },
  },
}
