import MuiBreadcrumbs from '@mui/material/Breadcrumbs'
import { ChevronRight } from 'lucide-react'
import { Anchor } from './anchor.tsx'
import { Icon } from './icon.tsx'
import css from './shell.module.css'

export type Crumb = { label: string; href?: string }

/** From the top; the last one is the page. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <MuiBreadcrumbs aria-label="Breadcrumbs" separator={<Icon glyph={ChevronRight} size={14} />}>
      {crumbs.map(({ label, href }, at) => {
        if (at === crumbs.length - 1) return <span key={label} className={css.here} aria-current="page">{label}</span>
        return href === undefined ? <span key={label}>{label}</span> : <Anchor key={label} href={href} className={css.crumbLink}>{label}</Anchor>
      })}
    </MuiBreadcrumbs>
  )
}
