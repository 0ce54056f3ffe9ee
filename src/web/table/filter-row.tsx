import { X } from 'lucide-react'
import { useId } from 'react'
import { operatorsOf, type Filter, type FilterColumns } from '#contract/filter.ts'
import { takesOf } from '#contract/operators.ts'
import { Choice, Choices } from '../ui/choice.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Input } from '../ui/input.tsx'
import css from '../ui/list-table.module.css'
import type { FieldNames } from './field-names.ts'
import { type FilterRow, rowFault, withColumn, withOperator } from './filter-rows.ts'

type FilterRowProps = {
  row: FilterRow
  first: boolean
  join: Filter['join']
  fields: FilterColumns
  names: FieldNames
  onJoin: (join: Filter['join']) => void
  onChange: (row: FilterRow, typing: boolean) => void
  onRemove: () => void
}

const joins = [{ value: 'and', label: 'And' }, { value: 'or', label: 'Or' }] as const

export function FilterRowFields({ row, first, join, fields, names, onJoin, onChange, onRemove }: FilterRowProps) {
  const faultId = useId()
  const field = fields[row.column]!
  const fault = rowFault(row, fields)
  const offered = names.offered.includes(row.column) ? names.offered : [row.column, ...names.offered]

  return (
    <div className={css.filterRow} role="group" aria-label={first ? 'Filter' : 'Further filter'}>
      {first && (
        <>
          <span className={css.headRoom} />
          <span className={css.filterHead} aria-hidden>
            Column
          </span>
          <span className={css.filterHead} aria-hidden>
            Operator
          </span>
          <span className={css.filterHead} aria-hidden>
            Value
          </span>
          <span className={css.headRoom} />
        </>
      )}
      {first ? <span className={css.where}>Where</span> : <Choice label="And, Or" options={joins} value={join} onChange={onJoin} wide />}
      <Choice
        label="Column"
        wide
        options={offered.map((id) => ({ value: id, label: names.name(id) }))}
        value={row.column}
        onChange={(column) => onChange(withColumn(row, column, fields), false)}
      />
      <Choice
        label="Operator"
        wide
        options={operatorsOf(field).map((operator) => ({ value: operator, label: operator }))}
        value={row.operator}
        onChange={(operator) => onChange(withOperator(row, operator), false)}
      />
      {takesOf(row.operator) !== 'none' ? (
        <ValueField row={row} fields={fields} names={names} onChange={onChange} faultId={fault === undefined ? undefined : faultId} />
      ) : (
        <span className={css.headRoom} />
      )}
      <span className={css.remove}>
        <IconButton label="Remove filter" icon={X} onClick={onRemove} />
      </span>
      {fault !== undefined && (
        <span id={faultId} role="alert" className={css.filterFault}>
          {fault}
        </span>
      )}
    </div>
  )
}

function ValueField({ row, fields, names, onChange, faultId }: Pick<FilterRowProps, 'row' | 'fields' | 'names' | 'onChange'> & { faultId?: string }) {
  const { type, choices = [] } = fields[row.column]!
  if (type === 'choice') {
    const options = choices.map((choice) => ({ value: choice, label: names.choice(row.column, choice) }))
    return takesOf(row.operator) === 'many'
      ? <Choices label="Value" wide options={options} values={row.choices} onChange={(values) => onChange({ ...row, choices: values }, false)} />
      : <Choice label="Value" wide options={options} value={row.choices[0] ?? ''} onChange={(value) => onChange({ ...row, choices: [value] }, false)} />
  }
  // An instant that a link brought stays as exact as it is.
  const day = type === 'date' && /^(?:\d{4,6}-\d\d-\d\d)?$/.test(row.text)
  return (
    <Input
      bar aria-label="Value" type={day ? 'date' : 'text'} value={row.text} max={day ? '9999-12-31' : undefined} autoCapitalize="off" spellCheck={false}
      placeholder={takesOf(row.operator) === 'many' ? 'One, another' : undefined}
      aria-invalid={faultId !== undefined || undefined} aria-describedby={faultId}
      onChange={(event) => onChange({ ...row, text: event.target.value }, true)}
    />
  )
}
