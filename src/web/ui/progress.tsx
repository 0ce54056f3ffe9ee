import LinearProgress from '@mui/material/LinearProgress'
import { Button } from './button.tsx'
import css from './progress.module.css'

/** What takes longer than a second: how far it is, as far as that is known, and a way out. In its first second it is not seen. */
export function Progress({ label, done, of, onCancel }: {
  label: string
  done?: number | undefined
  of?: number | undefined
  /** None where the dialog around it has one. */
  onCancel?: () => void
}) {
  const known = done !== undefined && of !== undefined && of > 0
  return (
    <div className={css.progress}>
      <div className={css.words}>
        <div className={css.label}>{label}</div>
        {known ? (
          <LinearProgress
            variant="determinate"
            aria-label={label}
            value={(done / of) * 100}
            aria-valuetext={`${done.toLocaleString('en')} of ${of.toLocaleString('en')}`}
          />
        ) : (
          <LinearProgress aria-label={label} />
        )}
      </div>
      {onCancel && <Button onClick={onCancel}>Cancel</Button>}
    </div>
  )
}
