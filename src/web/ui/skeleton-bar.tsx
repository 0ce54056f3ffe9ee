import Skeleton from '@mui/material/Skeleton'

const sizes = { short: [64, 10], middle: [96, 10], long: [120, 10], box: [16, 16] } as const

/** A still bar, 10 px, where text will be; the widths differ by row, as words do. */
export function SkeletonBar({ width = 'long' }: { width?: keyof typeof sizes }) {
  const [wide, high] = sizes[width]
  return <Skeleton component="span" width={wide} height={high} aria-hidden />
}
