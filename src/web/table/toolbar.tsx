import { Columns3, Download, ListFilter, RefreshCw, Rows3, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, type Ref, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { late } from '../ui/late.tsx'
import css from '../ui/list-table.module.css'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import { Popover } from '../ui/popover.tsx'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import type { ColumnsPanelProps } from './columns-panel.tsx'
import type { Density } from './list-state.ts'
import type { PanelDialogProps } from './panel-dialog.tsx'
import { ViewsMenu } from './views-menu.tsx'

const ColumnsPanel = late<ColumnsPanelProps>(async () => (await import('./columns-panel.tsx')).ColumnsPanel)
const PanelDialog = late<PanelDialogProps>(async () => (await import('./panel-dialog.tsx')).PanelDialog)

export type ToolbarProps = {
  narrow: boolean
  searchBox: ReactNode
  filters: { open: boolean; count: number; panelId: string; toggle: () => void; panel: ReactNode; ref: Ref<HTMLButtonElement> }
  views: () => MenuItems
  columns: ColumnsPanelProps
  density: Density
  onDensity: (density: Density) => void
  exports: { items: () => MenuItems; busy: boolean; only?: () => void }
  refresh: { run: () => void; busy: boolean }
  tools?: ReactNode
  /** On a phone the count stands here, and rows are sorted from the menu. */
  count: ReactNode
  sorts: () => MenuItems
  selectAll?: () => MenuItems
}

/** Over the table: search, Filters, Views; Columns, density, Export, Refresh. On a phone the last ones are behind one button. */
export function Toolbar(props: ToolbarProps) {
  const { narrow, searchBox, filters, tools, refresh } = props
  const filtersButton = (
    <Button ref={filters.ref} icon={ListFilter} onClick={filters.toggle} aria-expanded={filters.open} aria-controls={filters.open && !narrow ? filters.panelId : undefined} aria-haspopup={narrow ? 'dialog' : undefined}>
      Filters{filters.count > 0 && <><span className={css.badge} aria-hidden>{filters.count}</span><VisuallyHidden>, {filters.count} set</VisuallyHidden></>}
    </Button>
  )

  if (narrow) {
    return (
      <>
        <div className={css.bar}>
          {searchBox}
          <div className={css.phoneBar}>
            {filtersButton}
            {props.count}
            <PhoneOptions {...props} />
          </div>
          {tools !== undefined && <div className={css.phoneBar}>{tools}</div>}
        </div>
        {filters.open && <PanelDialog title="Filters" onClose={filters.toggle}>{filters.panel}</PanelDialog>}
      </>
    )
  }

  const { columns, density, onDensity, exports, views } = props
  return (
    <>
      <div className={css.bar}>
        {searchBox}
        {filtersButton}
        <ViewsMenu items={views} />
        <div className={css.tools}>
          {tools}
          <Popover label="Columns" renderButton={(opener) => <Button variant="quiet" icon={Columns3} {...opener}>Columns</Button>}><ColumnsPanel {...columns} /></Popover>
          <MenuButton items={densityItems(density, onDensity)} renderButton={(opener) => <Button variant="quiet" icon={Rows3} {...opener}>Density</Button>} />
          {exports.only
            ? <Button variant="quiet" icon={Download} busy={exports.busy} onClick={exports.only}>Export</Button>
            : <MenuButton items={exports.items} renderButton={(opener) => <Button variant="quiet" icon={Download} busy={exports.busy} {...opener}>Export</Button>} />}
          <IconButton label="Refresh" icon={RefreshCw} size="medium" onClick={refresh.run} />
        </div>
      </div>
      {filters.open && <section id={filters.panelId} aria-label="Filters" className={css.panel}>{filters.panel}</section>}
    </>
  )
}

const densityItems = (density: Density, onDensity: (density: Density) => void): MenuItems => [
  { label: 'Comfortable', checked: density === 'comfortable', run: () => onDensity('comfortable') },
  { label: 'Compact', checked: density === 'compact', run: () => onDensity('compact') },
]

function PhoneOptions({ columns, density, onDensity, exports, refresh, views, sorts, selectAll }: ToolbarProps) {
  const [choosing, setChoosing] = useState(false)
  const items = (): MenuItems => [
    { label: 'Columns', icon: Columns3, run: () => setChoosing(true) },
    { label: 'Refresh', icon: RefreshCw, run: refresh.run },
    ...(exports.only ? [{ label: 'Export', icon: Download, run: exports.only }] : [{ group: 'Export' }, ...exports.items()]),
    ...(selectAll?.() ?? []),
    { group: 'Density' },
    ...densityItems(density, onDensity),
    { group: 'Sort by' },
    ...sorts(),
    { group: 'Views' },
    ...views(),
  ]
  return (
    <>
      <MenuButton items={items} renderButton={(opener) => <IconButton label="Table options" icon={SlidersHorizontal} size="medium" tooltip={false} {...opener} />} />
      {choosing && <PanelDialog title="Columns" onClose={() => setChoosing(false)}><ColumnsPanel {...columns} /></PanelDialog>}
    </>
  )
}
