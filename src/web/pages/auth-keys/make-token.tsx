import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from '#contract/zod.ts'
import { createRequestToken } from '#contract/calls-of-certcentral.ts'
import type { AuthKey, RequestToken } from '#contract/auth-keys.ts'
import { call } from '../../client/call.ts'
import { toast } from '../../feedback/toast.ts'
import { FormPage } from '../../form/form-page.tsx'
import { LinesField } from '../../form/lines-field.tsx'
import { checked } from '../../form/shapes.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { momentBoth } from '../../ui/dates.ts'
import { Facts } from '../../ui/facts.tsx'
import { Labelled } from '../../ui/labelled.tsx'
import { Notice } from '../../ui/notice.tsx'
import { OneTimeValue } from '../../ui/one-time-value.tsx'
import { Section, Small } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { PastedCsr } from './pasted-csr.ts'
import { whyNoToken } from './words.ts'

type Form = { csr: string }
const resolver = checked<Form>(z.object({ csr: PastedCsr }))

/** A name as the CSR asks for it. */
const asked = ({ domain, wildcard }: RequestToken['publish'][number]) => (wildcard ? `*.${domain}` : domain)

/** Paste a CSR, get the token and where it is looked for. */
export function MakeToken({ authKey: key }: { authKey: AuthKey }) {
  const [made, setMade] = useState<RequestToken>()
  const [error, setError] = useState<unknown>()
  const [copied, setCopied] = useState(false)
  const form = useForm({ resolver, defaultValues: { csr: '' } })
  const expired = whyNoToken(key)
  const token = useRef('')
  const files = made?.publish.flatMap(({ httpUrl }) => httpUrl ?? []) ?? []
  const wild = made?.publish.filter(({ wildcard }) => wildcard).map(asked) ?? []

  async function make({ csr }: Form) {
    setError(undefined)
    setMade(undefined)
    setCopied(false)
    try {
      const reply = await call(createRequestToken, { params: { authKeyId: key.id }, body: { csr } })
      token.current = reply.token
      setMade(reply)
    } catch (thrown) {
      setError(thrown)
    }
  }

  return (
    <Section title="Make a token">
      {expired === undefined ? (
        <FormPage form={form} onSubmit={make} submitLabel="Make token" fleeting secondary={made !== undefined} error={error}>
          <LinesField
            control={form.control}
            name="csr"
            label="CSR"
            help="PEM, with its first and last line. It counts to the letter, line ends included: order with the very same text."
          />
        </FormPage>
      ) : (
        <Notice>{expired}</Notice>
      )}
      {made !== undefined && (
        <Stack>
          <OneTimeValue
            key={made.token}
            label="Request token"
            read={() => token.current}
            copied={copied}
            autoFocus
            pressCopies
            help="It is no secret: it is published at the domain."
            onCopied={() => {
              setCopied(true)
              toast({ text: 'Copied' })
            }}
          />
          <Facts
            facts={[
              { label: 'Expires', value: momentBoth(made.expiresAt) },
              { label: 'Made for', value: made.publish.map(asked).join(', ') },
            ]}
          />
          <Labelled label="DNS record, either at the name itself or below _dnsauth">
            <CodeBlock label="DNS record">{made.publish.map(({ dnsNames }) => `${dnsNames.at(-1)}. IN TXT "${made.token}"`).join('\n')}</CodeBlock>
          </Labelled>
          {files.length > 0 && (
            <Labelled label="Or HTTP file, which holds the token">
              <CodeBlock label="HTTP file">{files.join('\n')}</CodeBlock>
            </Labelled>
          )}
          <Small>
            Each name is proved by itself.
            {wild.length > 0 && ` By DNS only, at the name it stands below, because a file proves no wildcard: ${wild.join(', ')}.`}
          </Small>
        </Stack>
      )}
    </Section>
  )
}
