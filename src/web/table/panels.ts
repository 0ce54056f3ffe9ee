/* What opens over a table, as one file: it is fetched together when the browser has time (ui/late.tsx), and weighs less than in six. */
export { ColumnsPanel } from './columns-panel.tsx'
export { FilterPanel } from './filter-panel.tsx'
export { KeysDialog } from './keys-dialog.tsx'
export { PanelDialog } from './panel-dialog.tsx'
export { SaveView } from './save-view.tsx'
export { ViewsDialog } from './views-dialog.tsx'
