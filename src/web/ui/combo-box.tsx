import { ChevronDown } from 'lucide-react'
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import css from './combo-box.module.css'
import { cx } from './cx.ts'
import { describedBy, Field } from './field.tsx'
import field from './field.module.css'
import { Icon } from './icon.tsx'
import { Input } from './input.tsx'

export type ComboOption = { value: string; label: string; /** Under the label. */ detail?: string; /** A line above it. */ apart?: boolean }

export type ComboBoxProps = {
  id: string
  label: string
  help?: string
  error?: string
  /** The chosen value, and how it reads. */
  value: string
  chosen: string
  /** What matches; there is always one. */
  options: readonly ComboOption[]
  /** At the list's foot: that there are more. */
  foot?: string
  /** What is typed, and nothing once it is closed. */
  onSearch: (text: string) => void
  onPick: (value: string) => void
  onBlur?: () => void
  ref?: Ref<{ focus: () => void }>
}

const gap = 4

/** Under the field, or above it where there is more room; as wide as the field. */
function place(list: HTMLElement, anchor: Element): void {
  const box = anchor.getBoundingClientRect()
  const below = document.documentElement.clientHeight - box.bottom - 2 * gap
  const above = box.top - 2 * gap
  const up = below < 200 && above > below
  list.style.maxHeight = `${Math.max(96, Math.min(320, up ? above : below))}px`
  list.style.left = `${box.left}px`
  list.style.width = `${box.width}px`
  list.style.top = `${up ? box.top - gap - list.offsetHeight : box.bottom + gap}px`
}

/** A field one types in to find what is chosen (ARIA APG: editable combobox with list autocomplete). The focus never leaves it. */
export function ComboBox({ id, label, help, error, value, chosen, options, foot, onSearch, onPick, onBlur, ref }: ComboBoxProps) {
  const [typed, setTyped] = useState<string>()
  const [open, setOpen] = useState(false)
  const [marked, setMarked] = useState<number>()
  const input = useRef<HTMLInputElement>(null)
  const popup = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus() }))
  const at = Math.min(marked ?? Math.max(0, typed ? 0 : options.findIndex((option) => option.value === value)), options.length - 1)
  const optionId = (index: number) => `${id}-${index}`

  useLayoutEffect(() => {
    const [list, anchor] = [popup.current, input.current?.parentElement]
    if (!open || !list || !anchor) return
    if (!list.matches(':popover-open')) list.showPopover()
    const again = () => place(list, anchor)
    again()
    window.addEventListener('resize', again)
    window.addEventListener('scroll', again, true)
    return () => {
      window.removeEventListener('resize', again)
      window.removeEventListener('scroll', again, true)
    }
  }, [open, options.length])
  useEffect(() => {
    if (open) popup.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [open, at])

  function show(text?: string) {
    setTyped(text)
    setMarked(undefined)
    setOpen(true)
    if (text === undefined) input.current?.select()
    else onSearch(text)
  }
  function close() {
    setOpen(false)
    setTyped(undefined)
    onSearch('')
  }
  function pick(option: ComboOption | undefined) {
    if (option) onPick(option.value)
    close()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      if (open) setMarked((at + step + options.length) % options.length)
      else show()
    } else if (open && event.key === 'Enter') {
      event.preventDefault()
      pick(options[at])
    } else if (open && event.key === 'Escape') {
      // For the list, not for the dialog around it.
      event.stopPropagation()
      close()
    }
  }

  return (
    <Field id={id} label={label} help={help} error={error}>
      <div className={cx(field.frame, css.frame)}>
        <Input
          ref={input}
          id={id}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? `${id}-list` : undefined}
          aria-activedescendant={open ? optionId(at) : undefined}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={describedBy(id, { help, error })}
          spellCheck={false}
          value={typed ?? chosen}
          onChange={(event) => show(event.target.value)}
          onClick={() => open || show()}
          onKeyDown={onKeyDown}
          onBlur={() => {
            close()
            onBlur?.()
          }}
        />
        <Icon glyph={ChevronDown} className={css.chevron} />
      </div>
      {open && (
        // A press on the list leaves the focus where it is. What takes keys is the field.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div ref={popup} popover="manual" className={css.popup} onMouseDown={(event) => event.preventDefault()}>
          <div id={`${id}-list`} role="listbox" aria-label={label} className={css.list}>
            {options.map((option, index) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field takes the keys
              <div key={option.value} tabIndex={-1} id={optionId(index)} role="option" aria-selected={index === at} className={css.option} data-apart={option.apart || undefined} onClick={() => pick(option)}>
                <span className={css.name}>{option.label}</span>
                {option.detail !== undefined && <span className={css.detail}>{option.detail}</span>}
              </div>
            ))}
          </div>
          {foot !== undefined && <p className={css.foot}>{foot}</p>}
        </div>
      )}
    </Field>
  )
}
