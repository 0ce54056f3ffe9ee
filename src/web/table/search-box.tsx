import { Search, X } from 'lucide-react'
import { memo, type Ref, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Input } from '../ui/input.tsx'
import css from '../ui/list-table.module.css'
import { holdsCredential, pastedCredential } from '../client/pasted.ts'

type SearchBoxProps = {
  search: string
  onSearch: (search: string) => void
  /** A value of ours was pasted: it is asked about, and neither searched for nor kept. */
  onPasted: (value: string) => void
  /** Draws the key that leads here. */
  keys: boolean
  ref: Ref<HTMLInputElement>
}

/** **Search**. Functions must stay the same from one drawing to the next: it is drawn when one types, and not for rows, boxes or columns. */
export const SearchBox = memo(function SearchBox({ search, onSearch, onPasted, keys, ref }: SearchBoxProps) {
  /** The beginning of a credential: it stays in the box and goes no further. */
  const [held, setHeld] = useState<string>()

  function type(text: string) {
    const pasted = pastedCredential(text)
    setHeld(pasted === undefined && holdsCredential(text) ? text : undefined)
    if (pasted !== undefined) onPasted(pasted)
    onSearch(holdsCredential(text) ? '' : text)
  }

  const text = held ?? search
  return (
    <>
      <div className={css.search} role="search">
        <Input
          bar
          ref={ref}
          start={<Icon glyph={Search} className={css.glass} />}
          end={
            text === '' ? (
              keys && (
                <kbd className={css.key} aria-hidden>
                  /
                </kbd>
              )
            ) : (
              <IconButton label="Clear search" icon={X} tooltip={false} onClick={() => type('')} />
            )
          }
          type="search"
          aria-label="Search"
          placeholder="Search, or paste a key"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return
            event.preventDefault()
            type('')
          }}
        />
      </div>
      {held !== undefined && (
        <p role="status" className={css.about}>
          This begins like a credential, so it is not searched for. Paste the whole value to see whose it is.
        </p>
      )}
    </>
  )
})
