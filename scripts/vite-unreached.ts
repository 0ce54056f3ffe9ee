import type { Plugin } from 'vite'

/**
 * Parts of packages that ours never reach, though they are imported: the ripple (`theme.ts` turns it off for every button),
 * what makes variables of a theme (`theme-css.ts` has made them), lists that are read page by page without end, and what only
 * Emotion's `withTheme` needs. 10 kB gz. The bundler cannot see it, so they are named here; in their place stands nothing.
 */
const unreached = [
  { from: /\/@mui\/material\/ButtonBase\/ButtonBase\.mjs$/, name: './TouchRipple.mjs' },
  { from: /\/@mui\/material\/styles\/createTheme\.mjs$/, name: './createThemeWithVars.mjs' },
  { from: /\/query-core\/build\/modern\/query\.js$/, name: './infiniteQueryBehavior.js' },
  { from: /\/@emotion\/react\/_isolated-hnrs\//, name: 'hoist-non-react-statics' },
]

const nothing = '\0nothing'

export function withoutUnreached(): Plugin {
  return {
    name: 'countersign-without-unreached',
    apply: 'build',
    enforce: 'pre',
    resolveId: (name, from = '') => (unreached.some((one) => one.name === name && one.from.test(from)) ? nothing : undefined),
    load: (id) => (id === nothing ? 'const none = () => null\nexport { none as default, none as infiniteQueryBehavior }' : undefined),
  }
}
