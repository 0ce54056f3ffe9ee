import { useState } from 'react'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { Pager } from '../../table/pager.tsx'
import { Button } from '../../ui/button.tsx'
import { Names } from '../../ui/names.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'

/** What was made, by name, with the fingerprint to compare. */
export function Imported({ made, onAgain }: { made: readonly TsigKey[]; onAgain: () => void }) {
  const [page, setPage] = useState(1)
  const [size, setSize] = useState(25)
  return (
    <Stack gap={16}>
      <Notice tone="ok">{made.length === 1 ? 'One TSIG key was imported:' : `${made.length.toLocaleString('en')} TSIG keys were imported:`}</Notice>
      {made.length > 0 && (
        <Names
          names={made.slice((page - 1) * size, page * size).map((key) => ({ name: key.name, detail: `${key.algorithm}, ${key.fingerprint}` }))}
          most={size}
        />
      )}
      {made.length > 25 && (
        <Pager
          page={page}
          size={size}
          total={made.length}
          capped={false}
          onPage={setPage}
          onSize={(next) => {
            setSize(next)
            setPage(1)
          }}
        />
      )}
      <div>
        <Button onClick={onAgain}>Import more</Button>
      </div>
    </Stack>
  )
}
