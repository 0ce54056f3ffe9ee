import css from './text-link.module.css'

/** To a page that is none of the console: in a tab of its own, so that nothing here is lost. */
export function PlainLink({ href, children }: { href: string; children: string }) {
  return <a href={href} className={css.link} target="_blank" rel="noreferrer" aria-label={`${children} (opens in a new tab)`}>{children}</a>
}
