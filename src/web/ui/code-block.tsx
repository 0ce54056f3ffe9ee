import css from './code-block.module.css'

/** A command or a file to copy. Long lines wrap; nothing is cut. */
export function CodeBlock({ children, label }: { children: string; label: string }) {
  return <pre className={css.block} aria-label={label} role="group">{children}</pre>
}
