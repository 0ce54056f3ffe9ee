import { ChevronDown, X } from 'lucide-react'
import { type Ref, useState } from 'react'
import type { ChoiceListProps, Option } from './choice-list.tsx'
import { describedBy, Field } from './field.tsx'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import { late } from './late.tsx'
import css from './select.module.css'

export type { Option } from './choice-list.tsx'

const List = late<ChoiceListProps>(async () => (await import('./choice-list.tsx')).ChoiceList)

export type SelectProps<Value extends string> = {
  id: string
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly Option<Value>[]
  /** Without it, the help of the chosen option stands under the field. */
  help?: string
  error?: string
  onBlur?: () => void
  /** An X at the entry's end, while there is something to clear. */
  clear?: { label: string; run: () => void }
  /** The thing that takes the focus. */
  ref?: Ref<HTMLButtonElement>
}

/** A combobox of forms, as wide as its place (ARIA APG: select-only combobox); `Choice` is the one of bars. The list is MUI's. */
export function Select<Value extends string>({ id, label, value, onChange, options, help, error, onBlur, clear, ref }: SelectProps<Value>) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [used, setUsed] = useState(false)
  const chosen = options.find((option) => option.value === value)
  const under = help ?? chosen?.help
  const open = (node: HTMLElement) => {
    setUsed(true)
    setAnchor(node)
  }

  return (
    <Field id={id} label={label} help={under} error={error}>
      <div className={css.frame}>
        <button
          ref={ref}
          type="button"
          id={id}
          role="combobox"
          aria-labelledby={`${id}-label`}
          aria-haspopup="listbox"
          aria-expanded={anchor !== null}
          aria-controls={anchor === null ? undefined : `${id}-list`}
          aria-describedby={describedBy(id, { help: under, error })}
          aria-invalid={error !== undefined || undefined}
          className={css.select}
          data-clear={clear !== undefined || undefined}
          onBlur={onBlur}
          onClick={(event) => open(event.currentTarget)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
            event.preventDefault()
            open(event.currentTarget)
          }}
        >
          <span className={css.chosen}>{chosen?.label ?? ''}</span>
          <Icon glyph={ChevronDown} className={css.chevron} />
        </button>
        {clear !== undefined && <span className={css.clear}><IconButton label={clear.label} icon={X} onClick={clear.run} /></span>}
      </div>
      {used && <List id={`${id}-list`} label={label} options={options} values={[value]} several={false} anchor={anchor} onClose={() => setAnchor(null)} onPick={(picked) => onChange(picked as Value)} />}
    </Field>
  )
}
