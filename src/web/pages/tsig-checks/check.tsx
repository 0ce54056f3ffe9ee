import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { runTsigCheck } from '#contract/calls-of-checks.ts'
import type { TsigUse } from '#contract/nameservers.ts'
import type { KeptTsigCheck } from '#contract/tsig-checks.ts'
import { call } from '../../client/call.ts'
import { load, makeStale } from '../../client/query-client.ts'
import { useNow } from '../../client/use-now.ts'
import { FailureNotice } from '../../feedback/failure-notice.tsx'
import { useBack } from '../../form/use-back.ts'
import { Button } from '../../ui/button.tsx'
import { CheckboxField } from '../../ui/checkbox-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Select } from '../../ui/select.tsx'
import { Sheet, SheetFields } from '../../ui/sheet.tsx'
import { Stack } from '../../ui/stack.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { checksOfKey, checksOfNameserver } from '../credential/check-queries.ts'
import { checkWord } from '../credential/verdict-word.ts'
import { oneNameserver, usesOf } from '../nameservers/queries.ts'
import { oneTsigKey, usesOfKey } from '../tsig-keys/queries.ts'
import { Found } from './card.tsx'
import { lastOfEach, someNameservers, staleChecks } from './queries.ts'

type Transport = 'both' | 'udp' | 'tcp'
const transports = [{ value: 'both', label: 'UDP, TCP' }, { value: 'udp', label: 'UDP' }, { value: 'tcp', label: 'TCP' }] as const
const all = 'all'
/** A server that says nothing has its time, for each of its addresses. */
const patience = 100_000
/** Until the server has heard that nobody waits, and has kept what it learned. Milliseconds. */
const keeping = 600
type Place = { tsigId: string; nameserverId: string; zone: string; transfer: boolean; update: boolean }

export async function loader({ params: { tsigId, nameserverId } }: LoaderFunctionArgs) {
  if (tsigId !== undefined) await Promise.all([load(oneTsigKey(tsigId)), load(usesOfKey(tsigId)), load(checksOfKey(tsigId)), load(someNameservers)])
  else if (nameserverId !== undefined)
    await Promise.all([load(oneNameserver(nameserverId)), load(usesOf(nameserverId)), load(checksOfNameserver(nameserverId))])
  return null
}

/** **Check** of a key (N4): over the list and over its page. Over a nameserver's page, of the keys that it uses. */
export function Component() {
  const { tsigId, nameserverId } = useParams()
  return tsigId === undefined ? <AtNameserver id={nameserverId ?? ''} /> : <OfKey id={tsigId} />
}

function OfKey({ id }: { id: string }) {
  const key = useSuspenseQuery(oneTsigKey(id)).data
  const uses = useSuspenseQuery(usesOfKey(id)).data.data
  const others = useQuery(someNameservers).data?.data ?? []
  const kept = useQuery(checksOfKey(id)).data?.data ?? []
  const things = [...new Map([...uses.map((use) => [use.nameserverId, use.nameserverName] as const), ...others.map((one) => [one.id, one.name] as const)])]
  return (
    <Check
      of="key" about={<><Mono wrap>{key.name}</Mono>, {key.algorithm}</>} label="Server" every="All that use it" uses={uses} things={things} kept={kept}
      idOf={(use) => use.nameserverId} placeOf={(thing) => ({ tsigId: id, nameserverId: thing })}
    />
  )
}

function AtNameserver({ id }: { id: string }) {
  const server = useSuspenseQuery(oneNameserver(id)).data
  const uses = useSuspenseQuery(usesOf(id)).data.data
  const kept = useQuery(checksOfNameserver(id)).data?.data ?? []
  const things = [...new Map(uses.map((use) => [use.tsigId, use.tsigName] as const))]
  return (
    <Check
      of="nameserver" about={<Mono wrap>{server.name}</Mono>} label="TSIG key" every="All that it uses" uses={uses} things={things} kept={kept}
      idOf={(use) => use.tsigId} placeOf={(thing) => ({ tsigId: thing, nameserverId: id })}
    />
  )
}

const asksFor = (uses: readonly TsigUse[]) => ({
  transfer: uses.some(({ purpose }) => purpose === 'answers-transfers'), update: uses.some(({ purpose }) => purpose === 'takes-updates'),
})

function Check({ of, about, label, every, uses, things, kept, idOf, placeOf }: {
  of: 'key' | 'nameserver'
  about: React.ReactNode
  label: string
  every: string
  uses: readonly TsigUse[]
  /** What is chosen from, by id and name. */
  things: readonly (readonly [id: string, name: string])[]
  kept: readonly KeptTsigCheck[]
  idOf: (use: TsigUse) => string
  placeOf: (thing: string) => { tsigId: string; nameserverId: string }
}) {
  const back = useBack()
  const now = useNow()
  const ids = { thing: useId(), zone: useId(), transport: useId() }
  const used = new Set(uses.map(idOf))
  const [thing, setThing] = useState(used.size > 1 ? all : (things[0]?.[0] ?? ''))
  const [zone, setZone] = useState('')
  const [transport, setTransport] = useState<Transport>('both')
  const [ask, setAsk] = useState({ ...asksFor(uses), enforce: true })
  const [state, setState] = useState<{ done: number; of: number } | undefined>()
  const [error, setError] = useState<unknown>()
  const [said, setSaid] = useState('')
  const stop = useRef<AbortController>(undefined)
  // Whoever closes it waits no longer; the server ends what nobody waits for.
  useEffect(() => () => stop.current?.abort(), [])

  const options = [
    ...(used.size > 1 ? [{ value: all, label: `${every} (${used.size})` }] : []),
    ...things.map(([value, name]) => ({ value, label: name, ...(used.has(value) ? {} : { help: 'No use of this key is noted there' }) })),
  ]
  const ofThing = (chosen: string) => (chosen === all ? uses : uses.filter((use) => idOf(use) === chosen))

  function places(): Place[] {
    const text = zone.trim()
    const groups = Map.groupBy(ofThing(thing), (use) => `${idOf(use)} ${text || (use.zone ?? '')}`)
    // Of many each is asked only what it is used for there.
    const many = [...groups.values()].map((same): Place => {
      const has = asksFor(same)
      const alone = groups.size === 1
      const asked = { transfer: ask.transfer && (alone || has.transfer), update: ask.update && (alone || has.update) }
      return { ...placeOf(idOf(same[0]!)), zone: text || (same[0]!.zone ?? ''), ...asked }
    })
    return many.length > 0 ? many : [{ ...placeOf(thing), zone: text, transfer: ask.transfer, update: ask.update }]
  }

  async function check() {
    const asked = places()
    const here = new AbortController()
    stop.current = here
    setError(undefined)
    setSaid('')
    setState({ done: 0, of: asked.length })
    const words: string[] = []
    try {
      for (const { tsigId, nameserverId, zone: at, transfer, update } of asked) {
        const found = await call(runTsigCheck, {
          params: { tsigId }, signal: here.signal, patience,
          body: { nameserverId, ...(at === '' ? {} : { zone: at }), transport, transfer, update, enforce: ask.enforce },
        })
        words.push(`${of === 'key' ? found.nameserverName : found.tsigName}: ${checkWord(found)}`)
        setState({ done: words.length, of: asked.length })
      }
    } catch (thrown) {
      if (!here.signal.aborted) setError(thrown)
      else await new Promise((resolve) => setTimeout(resolve, keeping))
    }
    await makeStale(...staleChecks)
    setState(undefined)
    setSaid(words.join(', '))
  }

  const box = (name: keyof typeof ask, words: string) => (
    <CheckboxField label={words} checked={ask[name]} onChange={({ target }) => setAsk({ ...ask, [name]: target.checked })} />
  )
  const last = lastOfEach(kept)
  return (
    <Sheet
      title="Live check"
      about={about}
      onClose={() => void back()}
      head={
        <form noValidate onSubmit={(event) => { event.preventDefault(); if (!state && thing !== '') void check() }}>
          <Stack gap={12}>
            <SheetFields>
              <Select
                id={ids.thing} label={label} value={thing} options={options}
                onChange={(chosen) => { setThing(chosen); setAsk({ ...ask, ...asksFor(ofThing(chosen)) }) }}
              />
              <Field id={ids.zone} label="Zone" help="Empty: what it is used for.">
                <Input
                  id={ids.zone} mono value={zone} maxLength={254} aria-describedby={`${ids.zone}-about`}
                  onChange={({ target }) => setZone(target.value)}
                />
              </Field>
              <Select id={ids.transport} label="Transport" value={transport} options={transports} onChange={setTransport} />
            </SheetFields>
            <Stack row wrap justify="between" align="center" gap={8}>
              <Stack row wrap gap={8}>
                {box('transfer', 'Ask for a transfer')}
                {box('update', 'Ask for an update')}
                {box('enforce', 'Check enforcement')}
              </Stack>
              <Button
                type="submit" variant="primary" busy={state !== undefined}
                disabledReason={thing === '' ? 'There is no nameserver to ask: add one first.' : undefined}
              >
                Check
              </Button>
            </Stack>
          </Stack>
        </form>
      }
    >
      {state && (
        <Progress
          label={state.of === 1 ? 'Checking' : `Checking ${state.done + 1} of ${state.of}`} done={state.done} of={state.of}
          onCancel={() => stop.current?.abort()}
        />
      )}
      {error !== undefined && <FailureNotice error={error} />}
      <VisuallyHidden><div role="status">{said}</div></VisuallyHidden>
      {last.length === 0 && !state && <p>It was not checked yet. Nothing is changed at a server by a check.</p>}
      {last.map((found) => <Found key={found.id} check={found} of={of} now={now} />)}
    </Sheet>
  )
}
