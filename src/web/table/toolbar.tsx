import { Clock, Columns3, Download, ListFilter, RefreshCw, Rows3, SlidersHorizontal } from 'lucide-react'
import { memo, type ReactNode, type Ref, useState } from 'react'
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
import { nameNow, timesItems } from './times-items.ts'
import { ViewsMenu } from './views-menu.tsx'

const ColumnsPanel = late<ColumnsPanelProps>(async () => (await import('./panels.ts')).ColumnsPanel)
const PanelDialog = late<PanelDialogProps>(async () => (await import('./panels.ts')).PanelDialog)

/** Functions here must stay the same from one drawing to the next: while one types, only the search box is drawn. */
type ToolsProps = {
  views: () => MenuItems
  columns: ColumnsPanelProps
  density: Density
  onDensity: (density: Density) => void
  zone: string
  onZone: (zone: string) => void
  exports: () => MenuItems
  exporting: boolean
  /** Instead of the menu of `exports`. */
  onExport?: () => void
  onRefresh: () => void
  tools?: ReactNode
}

type FiltersButtonProps = { narrow: boolean; open: boolean; count: number; panelId: string; toggle: () => void; ref: Ref<HTMLButtonElement> }

export type ToolbarProps = {
  searchBox: ReactNode
  filters: FiltersButtonProps & { panel: ReactNode }
  options: ToolsProps
  /** On a phone the count stands here, and rows are sorted from the menu. */
  count: ReactNode
  sorts: () => MenuItems
  selectAll?: () => MenuItems
}

/** Over the table: search, Filters, Views; Columns, density, times, Export, Refresh. On a phone the last ones are behind one button. */
export function Toolbar({ searchBox, filters: { panel, ...filters }, options, count, sorts, selectAll }: ToolbarProps) {
  const { narrow, open, panelId, toggle } = filters
  if (narrow) {
    return (
      <>
        <div className={css.bar}>
          {searchBox}
          <div className={css.phoneBar}>
            <FiltersButton {...filters} />
            {count}
            <PhoneOptions {...options} sorts={sorts} selectAll={selectAll} />
          </div>
          {options.tools !== undefined && <div className={css.phoneBar}>{options.tools}</div>}
        </div>
        {open && <PanelDialog title="Filters" onClose={toggle}>{panel}</PanelDialog>}
      </>
    )
  }
  return (
    <>
      <div className={css.bar}>
        {searchBox}
        <FiltersButton {...filters} />
        <Tools {...options} />
      </div>
      {open && <section id={panelId} aria-label="Filters" className={css.panel}>{panel}</section>}
    </>
  )
}

const FiltersButton = memo(function FiltersButton({ narrow, open, count, panelId, toggle, ref }: FiltersButtonProps) {
  return (
    <Button
      ref={ref}
      icon={ListFilter}
      onClick={toggle}
      aria-expanded={open}
      aria-controls={open && !narrow ? panelId : undefined}
      aria-haspopup={narrow ? 'dialog' : undefined}
    >
      Filters
      {count > 0 && (
        <>
          <span className={css.badge} aria-hidden>
            {count}
          </span>
          <VisuallyHidden>, {count} set</VisuallyHidden>
        </>
      )}
    </Button>
  )
})

const Tools = memo(function Tools({
  views,
  tools,
  columns,
  density,
  onDensity,
  zone,
  onZone,
  exports,
  exporting,
  onExport,
  onRefresh,
}: ToolsProps) {
  return (
    <>
      <ViewsMenu items={views} />
      <div className={css.tools}>
        {tools}
        <Popover
          label="Columns"
          renderButton={(opener) => (
            <Button variant="quiet" icon={Columns3} {...opener}>
              Columns
            </Button>
          )}
        >
          <ColumnsPanel {...columns} />
        </Popover>
        <MoreTools
          density={density}
          onDensity={onDensity}
          zone={zone}
          onZone={onZone}
          exports={exports}
          exporting={exporting}
          onExport={onExport}
          onRefresh={onRefresh}
        />
      </div>
    </>
  )
})

// Hiding a column draws Columns, and not these.
const MoreTools = memo(function MoreTools({
  density,
  onDensity,
  zone,
  onZone,
  exports,
  exporting,
  onExport,
  onRefresh,
}: Omit<ToolsProps, 'views' | 'columns' | 'tools'>) {
  return (
    <>
      <MenuButton
        items={densityItems(density, onDensity)}
        renderButton={(opener) => (
          <Button variant="quiet" icon={Rows3} {...opener}>
            Density
          </Button>
        )}
      />
      <MenuButton
        items={() => timesItems(zone, onZone)}
        label="Times in"
        renderButton={(opener) => (
          <Button variant="quiet" icon={Clock} {...opener}>
            <VisuallyHidden>Times in </VisuallyHidden>
            {nameNow(zone)}
          </Button>
        )}
      />
      {onExport ? (
        <Button variant="quiet" icon={Download} busy={exporting} onClick={onExport}>
          Export
        </Button>
      ) : (
        <MenuButton
          items={exports}
          renderButton={(opener) => (
            <Button variant="quiet" icon={Download} busy={exporting} {...opener}>
              Export
            </Button>
          )}
        />
      )}
      <IconButton label="Refresh" icon={RefreshCw} size="medium" onClick={onRefresh} />
    </>
  )
})

const densityItems = (density: Density, onDensity: (density: Density) => void): MenuItems => [
  { label: 'Comfortable', checked: density === 'comfortable', run: () => onDensity('comfortable') },
  { label: 'Compact', checked: density === 'compact', run: () => onDensity('compact') },
]

function PhoneOptions({
  columns,
  density,
  onDensity,
  zone,
  onZone,
  exports,
  onExport,
  onRefresh,
  views,
  sorts,
  selectAll,
}: ToolsProps & Pick<ToolbarProps, 'sorts' | 'selectAll'>) {
  const [choosing, setChoosing] = useState(false)
  const items = (): MenuItems => [
    { label: 'Columns', icon: Columns3, run: () => setChoosing(true) },
    { label: 'Refresh', icon: RefreshCw, run: onRefresh },
    ...(onExport ? [{ label: 'Export', icon: Download, run: onExport }] : [{ group: 'Export' }, ...exports()]),
    ...(selectAll?.() ?? []),
    { group: 'Density' },
    ...densityItems(density, onDensity),
    { group: 'Times in' },
    ...timesItems(zone, onZone),
    { group: 'Sort by' },
    ...sorts(),
    { group: 'Views' },
    ...views(),
  ]
  return (
    <>
      <MenuButton
        items={items}
        renderButton={(opener) => <IconButton label="Table options" icon={SlidersHorizontal} size="medium" tooltip={false} {...opener} />}
      />
      {choosing && (
        <PanelDialog title="Columns" onClose={() => setChoosing(false)}>
          <ColumnsPanel {...columns} />
        </PanelDialog>
      )}
    </>
  )
}
