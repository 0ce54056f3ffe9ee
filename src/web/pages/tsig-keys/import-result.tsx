import { useState } from 'react'
import { useNavigate } from 'react-router'
import { several } from '#contract/several.ts'
import type { TsigImportEntry, TsigImportPreview } from '#contract/tsig-import.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { Pager } from '../../table/pager.tsx'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { Names } from '../../ui/names.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Stack } from '../../ui/stack.tsx'

export type Offered = TsigImportEntry['uses'][number] & { tsigId: string; tsigName: string }

/** What the text says a nameserver uses keys for that are here: not of a key that clashes, which is another. */
export const offeredIn = ({ entries, otherUses }: TsigImportPreview): Offered[] => [
  ...entries.flatMap(({ tsigId, name, state, uses }) =>
    tsigId === null || (state !== 'new' && state !== 'exists') ? [] : uses.map((use) => ({ ...use, tsigId, tsigName: name }))),
  ...otherUses.flatMap(({ tsigId, name, uses }) => uses.map((use) => ({ ...use, tsigId, tsigName: name }))),
]

/** On to the page where one says whose configuration it was. */
export function OfferedUses({ offered }: { offered: readonly Offered[] }) {
  const navigate = useNavigate()
  return offered.length === 0 ? null : (
    <Button onClick={() => void navigate(paths.nameserversUses, { state: { uses: offered } })}>
      {offered.length === 1 ? 'Add its use to a nameserver' : `Add its ${several(offered.length, 'use')} to a nameserver`}
    </Button>
  )
}

/** What was made, by name, with the fingerprint to compare. */
export function Imported({ made, offered, onAgain }: { made: readonly TsigKey[]; offered: readonly Offered[]; onAgain: () => void }) {
  const [page, setPage] = useState(1)
  const [size, setSize] = useState(25)
  return (
    <Stack gap={16}>
      <Notice tone="ok">{made.length === 1 ? 'One TSIG key was imported:' : `${several(made.length, 'TSIG key')} were imported:`}</Notice>
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
      {offered.length > 0 && (
        <Notice>
          The text also says what a nameserver uses keys for. Say whose configuration it was, and its page shows them, delivers them and rolls them over.
        </Notice>
      )}
      <Stack row gap={8} wrap>
        <OfferedUses offered={offered} />
        <Button onClick={onAgain}>Import more</Button>
      </Stack>
    </Stack>
  )
}
