import { Search } from 'lucide-react'
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
  /** Answers are still on their way. */
  busy: boolean
  /** Between the box and the list: whose a pasted value is, why nothing was searched. */
  notice?: ReactNode
  onPick: (item: Item) => void
  onClose: () => void
}

/** A box and what it finds: the focus stays in the box, the arrows move through the list (ARIA APG, combobox with a listbox). */
export function Finder<Item extends Found>({ title, placeholder, text, onText, groups, busy, notice, onPick, onClose }: FinderProps<Item>) {
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

  function press(key: string): boolean {
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
            if (!event.nativeEvent.isComposing && press(event.key)) event.preventDefault()
          }}
        />
      </div>
      {notice}
      <div ref={list} id={id} role="listbox" aria-label={title} aria-busy={busy} className={css.list}>
        {shown.map((group) => (
          <div key={group.name} role="group" aria-labelledby={idOf(group.name)}>
            <div id={idOf(group.name)} role="presentation" className={css.groupName}>{group.name}</div>
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
                onClick={() => onPick(item)}
              >
                <Icon glyph={item.icon} className={css.glyph} />
                <span className={css.name}>{item.label}</span>
                {item.about !== undefined && <span className={css.about}>{item.about}</span>}
              </div>
            ))}
          </div>
        ))}
        {items.length === 0 && <p role="presentation" className={css.none}>{busy ? 'Searching…' : 'Nothing has this in its name, owner or note.'}</p>}
      </div>
      <VisuallyHidden as="div"><span role="status">{busy ? 'Searching' : items.length === 1 ? '1 result' : `${items.length} results`}</span></VisuallyHidden>
      <div className={css.foot} aria-hidden><span>↑ ↓ to choose</span><span>Enter to open</span><span>Esc to close</span></div>
    </Dialog>
  )
}
