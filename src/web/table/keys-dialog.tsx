import { Button } from '../ui/button.tsx'
import { CheckboxField } from '../ui/checkbox-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import css from '../ui/list-table.module.css'

export type KeysDialogProps = { on: boolean; onTurn: (on: boolean) => void; onClose: () => void }

const keys: readonly [keys: readonly string[], does: string][] = [
  [['/'], 'Search'],
  [['f'], 'Filters'],
  [['j'], 'Next row, also ↓ in the rows'],
  [['k'], 'Previous row, also ↑ in the rows'],
  [['x'], 'Select the row'],
  [['→', '←'], 'To the next and previous control of the row'],
  [['Shift', '→', '←'], 'On the head of a column: wider, narrower'],
  [['Ctrl', 'Shift', '→', '←'], 'There: move the column'],
  [['w'], 'There: fit its width to what it holds'],
  [['p'], 'There: pin it, or no longer'],
  [['Esc'], 'Clear the search, close what is open'],
  [['?'], 'This help'],
]

/** **?**: which keys do what, and a way to turn them off. */
export function KeysDialog({ on, onTurn, onClose }: KeysDialogProps) {
  return (
    <Dialog open title="Keyboard" width={400} onClose={onClose} actions={<Button variant="primary" autoFocus onClick={onClose}>Close</Button>}>
      <dl className={css.keys}>
        {keys.map(([names, does]) => (
          <div key={does} className={css.keyLine}>
            <dt>{names.map((name) => <kbd key={name} className={css.key}>{name}</kbd>)}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <CheckboxField label="Single keys do this" checked={on} onChange={(event) => onTurn(event.target.checked)} />
    </Dialog>
  )
}
