import type { Plugin } from 'vite'

/**
 * Parts of packages that ours never reach, though they are imported: the ripple (`theme.ts` turns it off for every button),
 * what makes variables of a theme (`theme-css.ts` has made them), lists that are read page by page without end, instruments for
 * the router, and what only Emotion's `withTheme` needs. 11 kB gz. The bundler cannot see it, so they are named here; in their
 * place stands nothing.
 */
const unreached = [
  { from: /\/@mui\/material\/ButtonBase\/ButtonBase\.mjs$/, name: './TouchRipple.mjs' },
  { from: /\/@mui\/material\/styles\/createTheme\.mjs$/, name: './createThemeWithVars.mjs' },
  { from: /\/query-core\/build\/modern\/query\.js$/, name: './infiniteQueryBehavior.js' },
  { from: /\/react-router\/dist\/production\/lib\/router\/router\.js$/, name: './instrumentation.js' },
  { from: /\/@emotion\/react\/_isolated-hnrs\//, name: 'hoist-non-react-statics' },
]

const names = ['default', 'infiniteQueryBehavior', 'consumeInstrumentationClientResultMetaReceiver', 'getRouteInstrumentationUpdates', 'instrumentClientSideRouter']

const nothing = '\0nothing'
/** React has had the hook itself since version 18; the shim is for those before. */
const shim = { name: 'use-sync-external-store/shim', id: '\0store-shim', code: "export { useSyncExternalStore } from 'react'" }

/**
 * The router makes its `Link`, `NavLink`, `Form` and what fetches ahead for them by calls, and then names them: both look like
 * something that must be done, so that they stayed though nobody asks for them (`layout/router-link.tsx` is ours). 4 kB gz.
 */
const router = /\/react-router\/dist\/production\/lib\/.*\.js$/
const unnamed = (code: string) => code.replaceAll(/ = (React\$1\.(?:forwardRef|createContext|memo)\()/g, ' = /* @__PURE__ */ $1').replaceAll(/^\w+\.displayName = "[^"\n]*";$/gm, '')

export function withoutUnreached(): Plugin {
  return {
    name: 'countersign-without-unreached',
    apply: 'build',
    enforce: 'pre',
    resolveId: (name, from = '') => (name === shim.name ? shim.id : unreached.some((one) => one.name === name && one.from.test(from)) ? nothing : undefined),
    transform: (code, id) => (router.test(id) ? { code: unnamed(code), map: null } : undefined),
    load: (id) => (id === shim.id ? shim.code : id === nothing ? `const none = () => null\nexport { ${names.map((name) => `none as ${name}`).join(', ')} }` : undefined),
  }
}
