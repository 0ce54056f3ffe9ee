import { useEffect, useLayoutEffect, useState } from 'react'
import { redirect, useNavigate } from 'react-router'
import { acknowledgeReply } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { useStay } from '../../client/use-stay.ts'
import { toast } from '../../feedback/toast.ts'
import { dropForm, setForm } from '../../feedback/unsaved.ts'
import { paths } from '../../paths.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Notice } from '../../ui/notice.tsx'
import { OneTimeValue } from '../../ui/one-time-value.tsx'
import { Page } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { type Created, current, drop, showing } from './created.ts'
import { endWords, hintOf } from './words.ts'

/** After a reload there is nothing to show. */
export const loader = () => (current() === undefined ? redirect(paths.oneTokens) : null)

/** **Congratulations** (O1): the value of a new token, once. Leaving without having copied it asks once. */
export function Component() {
  const [made] = useState(current)
  return made && <Congratulations created={made} />
}

function Congratulations({ created: { token, idempotencyKey, read } }: { created: Created }) {
  const navigate = useNavigate()
  const [copied, setCopied] = useState(false)
  const [asked, setAsked] = useState(false)
  const free = copied || asked

  useEffect(showing, [])

  // The one blocker of all pages asks it (pages/shell/guard.tsx).
  useLayoutEffect(() => {
    const page = Symbol('Congratulations')
    setForm(page, { dirty: !free, held: false, warn: () => setAsked(true) })
    return () => dropForm(page)
  }, [free])

  useStay(!copied)

  function finish() {
    if (!free) return setAsked(true)
    drop()
    // The server's stored reply, kept for a lost answer, is shredded; if that does not work it goes by itself after 24 hours.
    void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
    toast({ text: 'API token {name} created', name: token.name })
    void navigate(paths.oneTokens, { replace: true })
  }

  return (
    <Page title="Congratulations" sentence={`API token ${token.name} was created.`} narrow>
      <Stack gap={16}>
        {asked && !copied
          ? <Notice tone="warn" announce>The token was not copied. Press Finish again, or leave once more, to go without it.</Notice>
          : <Notice tone="warn">Copy the token now. It is shown once and cannot be shown again; a lost one is deleted and replaced.</Notice>}
        <OneTimeValue
          label="API token"
          read={read}
          help="Keep it in a secret store, not in a file that is checked in."
          copied={copied}
          autoFocus
          onCopied={() => {
            setCopied(true)
            toast({ text: 'Copied' })
          }}
        />
        <Facts
          facts={[
            { label: 'Name', value: token.name },
            { label: 'End date', value: token.expires_at === null ? 'No end date' : `Works until ${endWords(Date.parse(token.expires_at))}` },
            { label: 'Listed as', value: <Mono>{hintOf(token.hint)}</Mono> },
          ]}
        />
        <Labelled label="Use it"><CodeBlock label="Use it">{command()}</CodeBlock></Labelled>
        <Stack row gap={8}><Button variant={copied ? 'primary' : 'secondary'} onClick={finish}>Finish</Button></Stack>
      </Stack>
    </Page>
  )
}

/** A variable, never the value. */
const command = () => `curl ${location.origin}/account/api/v1/user/me \\\n     -H "x-api-key: $COUNTERSIGN_ONE_TOKEN"`
