import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import type { ChoiceListProps, Option } from './choice-list.tsx'
import css from './choice.module.css'
import { Icon } from './icon.tsx'
import { late } from './late.tsx'

export type ChoiceOption<Value extends string = string> = Pick<Option<Value>, 'value' | 'label'>

const List = late<ChoiceListProps>(async () => (await import('./choice-list.tsx')).ChoiceList)

type Common<Value extends string> = {
  /** For screen readers; what is seen stands beside it. */
  label: string
  options: readonly ChoiceOption<Value>[]
  /** As wide as its longest word, or as its place. */
  wide?: boolean
  describedBy?: string
  /** In a form: what its label points to. */
  id?: string
  /** What it reads while nothing is chosen. */
  none?: string
}

/** A combobox for bars and filter rows. `Select` is the one of forms. The list is MUI's, and comes when it is opened. */
export function Choice<Value extends string>({ value, onChange, ...rest }: Common<Value> & { value: Value; onChange: (value: Value) => void }) {
  return <Field {...rest} values={[value]} onPick={(picked) => onChange(picked as Value)} />
}

/** The same for several: the list stays open. */
export function Choices<Value extends string>({ values, onChange, ...rest }: Common<Value> & { values: readonly Value[]; onChange: (values: Value[]) => void }) {
  const pick = (picked: string) => onChange(rest.options.map(({ value }) => value).filter((value) => (value === picked) !== values.includes(value)))
  return <Field {...rest} values={values} several onPick={pick} />
}

function Field({ label, options, wide, describedBy, id: own, none = 'Choose', values, several = false, onPick }: Common<string> & { values: readonly string[]; several?: boolean; onPick: (value: string) => void }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const [used, setUsed] = useState(false)
  const id = useId()
  const open = (node: HTMLElement) => {
    setUsed(true)
    setAnchor(node)
  }
  return (
    <>
      <button
        type="button"
        id={own}
        role="combobox"
        aria-label={label}
        aria-haspopup="listbox"
        aria-expanded={anchor !== null}
        aria-controls={anchor === null ? undefined : id}
        aria-describedby={describedBy}
        className={css.choice}
        data-wide={wide || undefined}
        data-form={own !== undefined || undefined}
        onClick={(event) => open(event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          open(event.currentTarget)
        }}
      >
        <span className={css.words}>{options.filter(({ value }) => values.includes(value)).map((option) => option.label).join(', ') || <span className={css.none}>{none}</span>}</span>
        <Icon glyph={ChevronDown} className={css.chevron} />
      </button>
      {used && <List id={id} label={label} options={options} values={values} several={several} anchor={anchor} onClose={() => setAnchor(null)} onPick={onPick} />}
    </>
  )
}
