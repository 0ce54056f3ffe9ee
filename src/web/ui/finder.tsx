import { ChevronRight, Search } from 'lucide-react'
import { several } from '#contract/several.ts'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Dialog } from './dialog.tsx'
import css from './finder.module.css'
import { type Glyph, Icon } from './icon.tsx'
import { Input } from './input.tsx'
import { VisuallyHidden } from './visually-hidden.tsx'

/** Something that can be found. `key` tells it from all others. */
export type Found = { key: string; label: string; about?: string; icon: Glyph }
export type FoundGroup<Item extends Found = Found> = { name: string; items: readonly Item[] }

export type FinderProps<Item extends Found> = {
  title: string
  placeholder: string
  text: string
  onText: (text: string) => void
  groups: readonly FoundGroup<Item>[]
  /** How many there are, those that are not listed among them. */
  count: number
  /** Can something be done with it from here? `→` shows what, and `←` goes back. */
  hasActs: (item: Item) => boolean
  onActs: (item: Item | undefined) => void
  inActs: boolean
  /** Answers are still on their way. */
  busy: boolean
  /** Between the box and the list: whose a pasted value is, why nothing was searched. */
  notice?: ReactNode
  onPick: (item: Item) => void
  onClose: () => void
}

/** A box and what it finds: the focus stays in the box, the arrows move through the list (ARIA APG, combobox with a listbox). */
export function Finder<Item extends Found>({
  title, placeholder, text, onText, groups, count, hasActs, onActs, inActs, busy, notice, onPick, onClose,
}: FinderProps<Item>) {
  const id = useId()
  const shown = groups.filter(({ items }) => items.length > 0)
  const items = shown.flatMap((group) => group.items)
  const [active, setActive] = useState<string>()
  const at = Math.max(0, items.findIndex(({ key }) => key === active))
  const list = useRef<HTMLDivElement>(null)
  const idOf = (key: string) => `${id}-${key}`
  const current = items[at]

  // What the arrows reach must be in sight: the list scrolls, the focus does not move.
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [current?.key])

  function turn(to: Item | undefined) {
    setActive(undefined)
    onActs(to)
  }

  /** `atEnd`: the caret stands behind all that is typed, so that the arrow to the right has nothing else to do. */
  function press(key: string, atEnd: boolean): boolean {
    if (key === 'ArrowRight' && atEnd && !inActs && current && hasActs(current)) {
      turn(current)
      return true
    }
    if (key === 'ArrowLeft' && inActs) {
      turn(undefined)
      return true
    }
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, items.length - 1), PageUp: Math.max(at - 8, 0) }[key]
    if (to !== undefined && items.length > 0) {
      setActive(items[(to + items.length) % items.length]?.key)
      return true
    }
    if (key !== 'Enter') return false
    if (current) onPick(current)
    return true
  }

  return (
    <Dialog open title={title} width={560} onClose={onClose}>
      <div>
        <Input
          large
          start={<Icon glyph={Search} className={css.glass} />}
          autoFocus
          role="combobox"
          aria-label={title}
          aria-expanded={items.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={current && idOf(current.key)}
          placeholder={placeholder}
          autoCapitalize="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => {
            setActive(undefined)
            onText(event.target.value)
          }}
          onKeyDown={(event) => {
            const { selectionStart, value } = event.currentTarget
            if (!event.nativeEvent.isComposing && press(event.key, selectionStart === value.length)) event.preventDefault()
          }}
        />
      </div>
      {notice}
      <div ref={list} id={id} role="listbox" aria-label={title} aria-busy={busy} className={css.list}>
        {shown.map((group) => (
          <div key={group.name} role="group" aria-labelledby={idOf(group.name)}>
            <div id={idOf(group.name)} role="presentation" className={css.groupName}>
              {group.name}
            </div>
            {group.items.map((item) => (
              // Keys are the box's: it alone has the focus.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
              <div
                key={item.key}
                id={idOf(item.key)}
                role="option"
                aria-selected={item.key === current?.key}
                className={css.item}
                onMouseMove={() => setActive(item.key)}
                // The focus stays in the box, whatever is pressed.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onPick(item)}
              >
                <Icon glyph={item.icon} className={css.glyph} />
                <span className={css.name}>{item.label}</span>
                {item.about !== undefined && <span className={css.about}>{item.about}</span>}
                {hasActs(item) && !inActs && (
                  // For the pointer; the keyboard has its arrow.
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
                  <span
                    className={css.acts}
                    title="What can be done with it"
                    onClick={(event) => {
                      event.stopPropagation()
                      turn(item)
                    }}
                  >
                    <Icon glyph={ChevronRight} size={14} />
                  </span>
                )}
              </div>
            ))}
          </div>
        ))}
        {items.length === 0 && (
          <p role="presentation" className={css.none}>
            {busy ? 'Searching…' : 'Nothing has this in its name, owner or note.'}
          </p>
        )}
      </div>
      <VisuallyHidden as="div">
        <span role="status">
          {busy
            ? 'Searching'
            : `${several(count, 'result')}${current && hasActs(current) && !inActs ? ', right arrow for actions' : ''}`}
        </span>
      </VisuallyHidden>
      <div className={css.foot} aria-hidden>
        <span>↑ ↓ to choose</span>
        <span>Enter to open</span>
        {inActs ? <span>← back</span> : <span>→ for actions</span>}
        <span>Esc to close</span>
      </div>
    </Dialog>
  )
}
