import css from './skeleton-bar.module.css'

/** A still bar, 10 px, where text will be; the widths differ by row, as words do. */
export function SkeletonBar({ width = 'long' }: { width?: 'short' | 'middle' | 'long' | 'box' }) {
  return <span className={css.bar} data-width={width} aria-hidden />
}
