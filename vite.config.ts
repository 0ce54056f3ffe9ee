import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { stage } from './mocks/vite-stage.ts'
import { isIconOfOnePage } from './scripts/page-icons.ts'
import { buildFacts } from './scripts/vite-build-facts.ts'
import { early } from './scripts/vite-early.ts'
import { iconsOfOnePath } from './scripts/vite-icons.ts'
import { leanContract } from './scripts/vite-lean-contract.ts'
import { withoutUnreached } from './scripts/vite-unreached.ts'

const server = 'http://127.0.0.1:4000'
const served = ['/accessmanagement', '/auth/', '/tsig', '/services', '/account', '/api', '/livez', '/readyz', '/openapi.json']

/** What every page may need. A new page's contract and parts are not: they come with that page. */
const everywhere = /node_modules\/(?:lucide-react|zod\/v4\/core\/core)|src\/zod\.ts|src\/contract\/(?:endpoint|filter|dates|matches|names|page|permissions|problem|replies|sessions|api-keys|users|views|lookup|audit)\.|src\/web\/client\/(?!download|hash-code|read-text-file)|src\/web\/layout\/(?:access|error|router|shell|sidebar)|src\/web\/ui\/(?!auth-page|brief-table|card|changes|checklist|code-block|combo-box|date-input|entries|facts|figure|file-drop|finder|hint|item-cards|labelled|masked-secret|mono-url|one-time-value|outcome|password-input|progress|secret-area|secret-text|side-by-side|tab-list|theme-css|timeline)|src\/web\/feedback\/(?:confirm|identity|failure-notice|feedback-host|pending|store|toasts?)\.tsx?$/

/**
 * A handful of files instead of sixty: what every page needs, then what forms, tables and overlays need. Each may import
 * those below it only, or modules run before what they import. Overlays (MUI) must not slip into `console`: they are
 * fetched when the browser is idle (src/web/ui/late.tsx). scripts/weight.test.ts weighs the outcome.
 */
const groups = [
  // The two sheets of index.html alone: with anything else, that would run before main.tsx.
  { name: 'look', priority: 6, test: /src\/web\/ui\/(?:base|theme)\.css$/ },
  { name: 'overlays', priority: 5, test: /node_modules\/(?:@mui|@emotion|@popperjs|stylis|react-transition-group|react-is|clsx|prop-types|hoist-non-react-statics)\/|src\/web\/ui\/(?:choice-list|dialog|drawer-panel|menu-list|mui|popover-panel|style-cache|theme|tokens)\.tsx?$/ },
  // What a table opens: not needed before its first row.
  { name: 'panels', priority: 4, test: /src\/web\/table\/(?:columns-panel|export-rows|filter-panel|filter-row|filter-rows|keys-dialog|lookup-notice|panel-dialog|rows-engine|save-view|sort-values|views-dialog)\.tsx?$/ },
  { name: 'table', priority: 4, test: /node_modules\/@tanstack\/(?:react-table|table-core|react-store|store)\/|src\/web\/table\// },
  { name: 'forms', priority: 3, test: /node_modules\/react-hook-form\/|src\/web\/ui\/select\.|src\/web\/form\/(?:attempt|changed-notice|form-dialog|lost-notice|rules|use-back|select-field|note-field|server-errors|text-field)\.tsx?$/ },
  // What asks before something is done, on any page.
  { name: 'dialogs', priority: 3, test: /src\/web\/feedback\/(?:confirm-dialog|identity-dialog)\.tsx?$/ },
  { name: 'console', priority: 2, test: (id: string) => everywhere.test(id) && !isIconOfOnePage(id) },
  { name: 'zod', priority: 1, test: /node_modules\/zod\// },
  { name: 'vendor', priority: 1, test: /node_modules\/(?:react|react-dom|scheduler|react-router|cookie|cookie-es|set-cookie-parser|use-sync-external-store|@tanstack\/(?:query-core|react-query))\/|^\0(?:nothing|store-shim)$/ },
]

/** The stage has the server's shapes, and so all of zod at once: apart from it, its core in `console` would run after what is made of it. */
const zodInOne = { name: 'zod', priority: 7, test: /node_modules\/zod\/|src\/zod\.ts/ }

export default defineConfig(({ mode }) => ({
  plugins: [react(), withoutUnreached(), iconsOfOnePath(), leanContract(), early(), mode === 'mock' ? stage() : buildFacts()],
  resolve: { alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('src/zod.ts', import.meta.url)) }] },
  build: {
    outDir: mode === 'mock' ? 'dist/demo' : 'dist/console',
    // The CSP allows no data: URL, so that every asset is a file.
    assetsInlineLimit: 0,
    // The stage is a server: what is large about it is no mistake to warn of. What the console may weigh stands in scripts/weight.ts.
    ...(mode === 'mock' ? { chunkSizeWarningLimit: 1000 } : {}),
    // The polyfill would be an inline script.
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: mode === 'mock' ? [zodInOne, ...groups] : groups, includeDependenciesRecursively: false } } },
  },
  server: {
    proxy: Object.fromEntries(served.map((path) => [path, server])),
  },
}))
