/** Every colour of the console (design.md, section 2): light, then dark. The theme makes `--cs-<name>` of each. */
export const tokens = {
  bg: ['#FFFFFF', '#101517'],
  side: ['#F6F8F9', '#0C1012'],
  subtle: ['#F8FAFB', '#151A1D'],
  hover: ['#F2F6F7', '#1B2124'],
  press: ['#E8EDEF', '#242B2E'],
  navOn: ['#E8EDEF', '#1D2427'],
  surface: ['#FFFFFF', '#181E20'],
  raised: ['#FFFFFF', '#1D2427'],
  line: ['#EDF1F2', '#1E2528'],
  border: ['#DFE5E7', '#293134'],
  borderStrong: ['#C6CED1', '#3C474B'],
  control: ['#848F93', '#778287'],
  scrim: ['rgba(13,20,23,.40)', 'rgba(3,5,6,.62)'],
  brandField: ['#07292D', '#081E21'],
  brandStroke1: ['#0E3A40', '#0E3A40'],
  brandStroke2: ['#14525A', '#14525A'],
  text: ['#111A1D', '#E9EDEE'],
  text2: ['#455257', '#B0B9BD'],
  text3: ['#5B676B', '#8F9A9E'],
  off: ['#97A1A5', '#5F6A6E'],
  accent: ['#00656E', '#71CFD9'],
  accentHover: ['#00565F', '#8ADCE5'],
  accentPress: ['#004952', '#5DBEC8'],
  onAccent: ['#FFFFFF', '#05272B'],
  tint: ['#E3F2F4', '#15343A'],
  selRow: ['#F0F8F9', '#12262A'],
  ok: ['#1B6B3A', '#74CB8C'],
  okBg: ['#E6F4EA', '#15291C'],
  warn: ['#845000', '#E8B45E'],
  warnBg: ['#FDF0DA', '#30230B'],
  warnMark: ['#B86E00', '#E8B45E'],
  info: ['#334DB0', '#9FB3FE'],
  infoBg: ['#EAEFFD', '#1E2540'],
  bad: ['#B02B27', '#FB918A'],
  badBg: ['#FCECEA', '#371F1D'],
  badHover: ['#9C231F', '#FDA7A1'],
  onBad: ['#FFFFFF', '#33100D'],
  mute: ['#566266', '#A3AEB2'],
  muteBg: ['#EEF2F3', '#212A2D'],
} as const satisfies Record<string, readonly [light: string, dark: string]>

export type Token = keyof typeof tokens
export type Scheme = 'light' | 'dark'

/** The colour of a token in a scheme. */
export const colour = (token: Token, scheme: Scheme): string => tokens[token][scheme === 'light' ? 0 : 1]

/** The two shadows: three floors only (page, menu or toast, dialog). */
export const shadows = {
  shadowMenu: [
    '0 0 0 1px rgba(17,26,29,.07), 0 2px 4px rgba(17,26,29,.05), 0 8px 20px rgba(17,26,29,.10)',
    '0 0 0 1px #31393D, 0 8px 24px rgba(0,0,0,.48)',
  ],
  shadowDialog: [
    '0 0 0 1px rgba(17,26,29,.06), 0 4px 8px rgba(17,26,29,.06), 0 20px 48px rgba(17,26,29,.18)',
    '0 0 0 1px #31393D, 0 24px 56px rgba(0,0,0,.60)',
  ],
} as const satisfies Record<string, readonly [light: string, dark: string]>

/** All of one scheme, as the theme wants it. */
export const scheme = (which: Scheme): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...tokens, ...shadows }).map(([name, pair]) => [name, pair[which === 'light' ? 0 : 1]]))
