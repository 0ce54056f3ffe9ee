import type { ReactNode } from 'react'
import { Outlet } from 'react-router'
import type { Role } from '#contract/permissions.ts'
import { usePageName } from '../../layout/page-name.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { ChecklistPage } from '../../ui/checklist.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import type { MenuEntry, MenuItems } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Status, type StatusWord } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import type { Ending } from './use-words.ts'

/**
 * A credential's own page, the same for every kind (0034): who uses it is the page, facts stand at its right and what would stop without
 * it under them. Its actions are those of its row; the dialogs over it come by the outlet.
 */
export function CredentialPage({
  name,
  status,
  sentence,
  actions = [],
  primary,
  facts,
  ending,
  children,
}: {
  name: string
  status?: StatusWord
  /** What it is and whose: `API key of yours`. */
  sentence: ReactNode
  actions?: MenuItems
  /** The label of the one that is most likely wanted. */
  primary?: string
  facts: readonly Fact[]
  ending?: Ending
  /** From what is asked most to what is only history. */
  children?: ReactNode
}) {
  usePageName(name)
  return (
    <Page
      title={name}
      sentence={
        <>
          {status !== undefined && <Status word={status} />} {sentence}
        </>
      }
      actions={actions.length === 0 ? undefined : buttonsOf(actions, primary)}
    >
      <ChecklistPage
        side={
          <>
            <Section title="Facts">
              <Facts facts={facts} />
            </Section>
            {ending !== undefined && (
              <Section title="If it ended today">
                <Notice tone={ending.stops ? 'warn' : 'fact'}>
                  <strong>{ending.head}</strong> {ending.rest}
                </Notice>
              </Section>
            )}
          </>
        }
      >
        <Stack gap={32}>{children}</Stack>
      </ChecklistPage>
      <Outlet />
    </Page>
  )
}

/** A menu has what is wanted most at its top, a row of buttons at its end. */
function buttonsOf(items: MenuItems, primary: string | undefined): ReactNode {
  const entries = items.filter((item): item is MenuEntry => 'label' in item).toReversed()
  return [...entries.filter(({ label }) => label !== primary), ...entries.filter(({ label }) => label === primary)].map(({ label, run, disabled }) => (
    <Button key={label} variant={label === primary ? 'primary' : 'secondary'} disabledReason={disabled} onClick={run}>
      {label}
    </Button>
  ))
}

/** Whose it is, as the reader says it. */
export function Owner({ of: { id, name }, reader, linked = true }: { of: { id: string; name: string }; reader: { id: string; role: Role }; linked?: boolean }) {
  if (id === reader.id) return 'yours'
  if (reader.role !== 'administrator' || !linked) return name
  return (
    <TextLink href={paths.user(id)} strong>
      {name}
    </TextLink>
  )
}
