import { Button } from './button.tsx'
import css from './progress.module.css'

/** What takes longer than a second: how far it is, as far as that is known, and a way out. In its first second it is not seen. */
export function Progress({ label, done, of, onCancel }: { label: string; done?: number | undefined; of?: number | undefined; onCancel: () => void }) {
  const known = done !== undefined && of !== undefined && of > 0
  return (
    <div className={css.progress}>
      <div className={css.words}>
        <div className={css.label}>{label}</div>
        <div className={css.track} role="progressbar" aria-label={label} {...(known ? { 'aria-valuemin': 0, 'aria-valuemax': of, 'aria-valuenow': done, 'aria-valuetext': `${done.toLocaleString('en')} of ${of.toLocaleString('en')}` } : {})}>
          <div className={known ? css.bar : css.going} style={known ? { transform: `scaleX(${done / of})` } : undefined} />
        </div>
      </div>
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  )
}
