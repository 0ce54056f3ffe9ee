import { type Control, createFormControl, type DefaultValues, type FieldValues, type Resolver, useForm } from 'react-hook-form'
import { acknowledgeReply, listApiKeys, rotateApiKey, updateApiKey } from '#contract/calls.ts'
import type { ApiKey } from '#contract/api-keys.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { csvLine } from '#contract/csv.ts'
import { NoteText } from '#contract/names.ts'
import { z } from '#contract/zod.ts'
import { several } from '#contract/several.ts'
import { call } from '../../client/call.ts'
import { serverNow } from '../../client/clock.ts'
import { makeStale } from '../../client/query-client.ts'
import { confirm } from '../../feedback/confirm.ts'
import { eachOf, reportOf } from '../../feedback/each-of.ts'
import type { Partly } from '../../feedback/pending.ts'
import { revealSeveral } from '../../feedback/reveal-several.ts'
import { toast } from '../../feedback/toast.ts'
import { useUnsaved } from '../../feedback/use-unsaved.ts'
import { ExpirationField } from '../../form/expiration-field.tsx'
import { defaultExpiration, type Expiration, expiresAtOf, keepExpiration } from '../../form/expiry.ts'
import { NoteField } from '../../form/note-field.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { checked, Choice } from '../../form/shapes.ts'
import type { Chosen } from '../../table/list-table-props.ts'
import { rowsById } from '../../table/rows-by-id.ts'
import { Stack } from '../../ui/stack.tsx'
import { ExpirationShape, graces, noteOf } from './form.ts'
import { staleApiKeys } from './queries.ts'

/*
 * **Actions** over selected API keys that change each of them by itself. Any number: a few calls at a time, with how far it is, a way
 * out between two of them, and a report by name of those that stayed as they are.
 */

const apiKey = credentialKinds['api-key']
/** More values than these nobody copies one by one. */
const copiedMost = 12

interface Change<Values extends FieldValues> {
  chosen: Chosen
  title: string
  action: string
  /** `Rotating`, `rotated`. */
  doing: string
  did: string
  sentence: (count: string) => string
  form: {
    resolver: Resolver<Values, unknown, Values>
    defaultValues: DefaultValues<Values>
    fields: (control: Control<Values, unknown, Values>) => React.ReactNode
  }
  change: (key: ApiKey, values: Values) => Promise<unknown>
  /** With what was changed, before what was not is told of. */
  after?: (done: readonly ApiKey[]) => Promise<void>
}

async function changeSeveral<Values extends FieldValues>({ chosen, title, action, doing, did, sentence, form, change, after }: Change<Values>) {
  const { resolver } = form
  const control = createFormControl<Values, unknown, Values>({ resolver, defaultValues: form.defaultValues })
  /** The form of this question, inside it. The resolver once more: what the hook is not given, it takes away. */
  function Fields() {
    const { control: own, formState: { isDirty } } = useForm<Values, unknown, Values>({ formControl: control.formControl, resolver })
    useUnsaved({ dirty: isDirty, held: true })
    return form.fields(own)
  }
  let keys: ApiKey[] = []
  let report: Partly | undefined
  let changed: readonly ApiKey[] = []
  const done = await confirm({
    title,
    action,
    tone: 'primary',
    doing,
    prepare: async (work) => {
      keys = await rowsById(listApiKeys, await chosen.ids(), work)
      return {
        body: (
          <Stack gap={16}>
            <p>{sentence(several(keys.length, apiKey))}</p>
            <Fields />
          </Stack>
        ),
        names: keys.map((key) => ({ name: key.name, detail: key.owner.name })),
      }
    },
    check: () => control.trigger(),
    run: async (work) => {
      const values = control.getValues()
      const stayed = await eachOf(keys, (key) => change(key, values), work)
      void makeStale(...staleApiKeys)
      chosen.clear()
      const left = new Set(stayed.map(({ item }) => item))
      changed = keys.filter((key) => !left.has(key))
      report = reportOf({ things: apiKey, did, of: keys.length, stayed, nameOf: (key) => `${key.name} of ${key.owner.name}`, stopped: work.signal.aborted })
      // What was made is shown first, and kept: it is nowhere else.
      return after ? undefined : report
    },
  })
  if (!done) return
  if (after && changed.length > 0) await after(changed)
  if (after && report) await confirm({ body: '', partly: report })
  if (changed.length > 0) toast({ text: `${several(changed.length, apiKey)} ${did}` })
}

/** **Change Expiration**. */
export const extendSeveral = (chosen: Chosen) =>
  changeSeveral<{ expiration: Expiration }>({
    chosen,
    title: 'Change Expiration',
    action: 'Save',
    doing: 'Changing',
    did: 'changed',
    sentence: (count) => `${count} will stop working at this time. A key that has expired already is left as it is: rotate it instead.`,
    form: {
      resolver: checked(z.object({ expiration: ExpirationShape })),
      defaultValues: { expiration: defaultExpiration },
      fields: (control) => <ExpirationField control={control} name="expiration" />,
    },
    change: (key, { expiration }) => call(updateApiKey, { params: { apiKeyId: key.id }, body: { expiresAt: expiresAtOf(expiration, serverNow()) } }),
  })

/** **Change Note**. */
export const noteSeveral = (chosen: Chosen) =>
  changeSeveral<{ note: string }>({
    chosen,
    title: 'Change Note',
    action: 'Save',
    doing: 'Changing',
    did: 'changed',
    sentence: (count) => `${count} will have this note instead of their own. Left empty, they have none.`,
    form: {
      resolver: checked(z.object({ note: NoteText })),
      defaultValues: { note: '' },
      fields: (control) => <NoteField control={control} name="note" help="Everyone who can see the key can read this." />,
    },
    change: (key, { note }) => call(updateApiKey, { params: { apiKeyId: key.id }, body: { note: noteOf(note) } }),
  })

/** **Rotate API Keys**: the values go from the replies into one file. `watch`: leads to who still uses an old one. */
export async function rotateSeveral(chosen: Chosen, watch: () => void) {
  /** By the key's id, until they are shown (S8). */
  const made = new Map<string, { value: string; idempotencyKey: string }>()
  let overlaps = false
  await changeSeveral<{ grace: string; expiration: Expiration }>({
    chosen,
    title: 'Rotate API Keys',
    action: 'Rotate',
    doing: 'Rotating',
    did: 'rotated',
    sentence: (count) => `A new value for ${count}. Their names and places stay. You get the new values once, in one file.`,
    form: {
      resolver: checked(z.object({ grace: Choice, expiration: ExpirationShape })),
      defaultValues: { grace: graces[3].value, expiration: keepExpiration },
      fields: (control) => (
        <>
          <SelectField control={control} name="grace" label="Old values stop working" options={graces} />
          <ExpirationField control={control} name="expiration" keep="each" />
        </>
      ),
    },
    change: async (key, { grace, expiration }) => {
      overlaps = grace !== graces[0].value
      const idempotencyKey = crypto.randomUUID()
      const { apiKey: value } = await call(rotateApiKey, {
        params: { apiKeyId: key.id },
        body: { graceSeconds: Number(grace), expiresAt: expiresAtOf(expiration, serverNow()) },
        idempotencyKey,
      })
      made.set(key.id, { value, idempotencyKey })
    },
    after: async (keys) => {
      const shown = revealSeveral({
        title: 'API Keys Rotated - Action Required',
        fileOnly: keys.length > copiedMost,
        values: keys.map(({ id, name, owner }) => ({ name: `${name} of ${owner.name}`, value: made.get(id)?.value ?? '' })),
        csv: {
          file: `api-keys-rotated-${new Date(serverNow()).toISOString().slice(0, 10)}.csv`,
          content: (values) =>
            [
              csvLine(['Name', 'Owner', 'Email', 'API key']),
              ...values.map(({ value }, at) => csvLine([keys[at]?.name, keys[at]?.owner.name, keys[at]?.owner.email, value])),
            ].join(''),
        },
        button: 'Done',
      })
      const stored = [...made.values()].map(({ idempotencyKey }) => idempotencyKey)
      made.clear()
      await shown
      void eachOf(stored, (key) => call(acknowledgeReply, { params: { key } }))
    },
  })
  if (overlaps) watch()
}
