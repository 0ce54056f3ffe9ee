import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { demo } from './mocks/vite-demo.ts'
import { buildFacts } from './scripts/vite-build-facts.ts'
import { compressed } from './scripts/vite-compressed.ts'
import { early } from './scripts/vite-early.ts'

const server = 'http://127.0.0.1:4000'
const served = ['/accessmanagement', '/auth/', '/tsig', '/services', '/account', '/api', '/livez', '/readyz', '/openapi.json']

const packages = (...names: string[]) => new RegExp(`/node_modules/(?:${names.join('|')})/`)
const mui = packages(
  '@mui', '@emotion', '@popperjs', '@babel', 'stylis', 'react-transition-group', 'react-is', 'clsx', 'prop-types', 'hoist-non-react-statics',
)
/** Dialogs and fields, with their parts of MUI: no list needs one before its first row. */
const dialogs = new RegExp([
  String.raw`/@mui/material/(?:Dialog\w*|Checkbox|FormControlLabel|FormLabel|FormHelperText|FormControl/FormControl\.mjs|internal/SwitchBase\.mjs)`,
  String.raw`/src/web/(?:feedback/failure-notice|ui/(?:dialog|facts|field|labelled|one-time-value|password-input|select)\.)`,
].join('|'))
/** Not the contract's shapes: they bring zod, which comes with forms. */
const ours = new RegExp([
  String.raw`/src/contract/(?:calls|dates|endpoint|filter|lists|matches|operators|several|zones)\.ts`,
  String.raw`/src/web/(?!feedback/(?:held|sight|reveal\b|reveal-dialog|each-of)\.|client/sentence\.)(?:client|feedback|layout|table|ui|pages/shell)/`,
  String.raw`/src/web/paths\.ts`,
].join('|'))
/**
 * Packages change when they are upgraded, and not when the console does: a browser keeps them. React and TanStack are in every page's
 * first row. Of MUI, of the icons and of our own rooms what several routes share is in one file, and not in dozens of small ones;
 * the rest comes where the code says `import()`. What that weighs stands in scripts/weight.ts.
 */
const groups = [
  {
    name: 'react',
    priority: 5,
    // Several queries at once has **Search everything** alone.
    test: packages(
      'react', 'react-dom', 'scheduler', 'react-router', 'cookie', 'cookie-es', 'set-cookie-parser', '@tanstack(?!.+[qQ]ueries)', 'use-sync-external-store',
    ),
  },
  { name: 'forms', priority: 4, test: packages('zod', 'react-hook-form', '@hookform') },
  { name: 'mui', priority: 3, test: (id: string) => mui.test(id) && !dialogs.test(id) && !/useAutocomplete|usePreviousProps/.test(id), minShareCount: 2 },
  { name: 'icons', priority: 2, test: packages('lucide-react'), minShareCount: 3 },
  { name: 'console', priority: 1, test: (id: string) => ours.test(id) && !dialogs.test(id), minShareCount: 9 },
  { name: 'dialogs', priority: 1, test: dialogs, minShareCount: 6 },
  // What opens over a table, or works on it once it is there.
  {
    name: 'over-tables',
    priority: 1,
    test: /\/src\/(?:web\/table\/(?:lookup|export|panels|rows-engine)|web\/ui\/(?:drawer|names|progress)\.|contract\/csv|web\/feedback\/confirm-dialog)/,
  },
  // The console's own frame, which is there before any page is.
  { name: 'frame', priority: 1, test: /\/src\/web\/.*\/(?:use-title|error-page|mark|version)\./ },
  { name: 'uses', priority: 1, test: /\/uses-(?:bar|column)\./ },
  { name: 'fields', priority: 1, test: /\/src\/web\/form\//, minShareCount: 6 },
]

/**
 * What comes together with a page's own file, and not after it: style sheets, and the scripts of several pages that weigh something. The
 * names of all the small ones would weigh more, at every start, than they are worth.
 */
const besides = /\.css$|\/(?:over-tables|dialogs|forms|fields|combo-box|page)-[^/]*\.js$/

export default defineConfig(({ mode }) => ({
  plugins: [react(), early(), ...(mode === 'mock' ? [demo()] : [buildFacts(), compressed()])],
  build: {
    outDir: mode === 'mock' ? 'dist/demo' : 'dist/console',
    // The CSP allows no data: URL, so that every asset is a file.
    assetsInlineLimit: 0,
    // The demo is a server: what is large about it is no mistake to warn of. What the console may weigh stands in scripts/weight.ts.
    ...(mode === 'mock' ? { chunkSizeWarningLimit: 1000 } : {}),
    // The polyfill would be an inline script.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files, { hostType }) => (hostType === 'js' ? files.filter((file) => besides.test(file)) : files),
    },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, server])),
  },
}))
