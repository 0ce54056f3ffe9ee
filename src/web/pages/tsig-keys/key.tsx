import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { type LoaderFunctionArgs, useNavigate, useParams } from 'react-router'
import { tsigAlgorithms } from '#contract/lists-of-dns.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { load } from '../../client/query-client.ts'
import { session } from '../../client/session.ts'
import { useNow } from '../../client/use-now.ts'
import { paths } from '../../paths.ts'
import { BriefTable } from '../../ui/brief-table.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Hint } from '../../ui/hint.tsx'
import { late } from '../../ui/late.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/page.tsx'
import { RowIconButton } from '../../ui/row-icon-button.tsx'
import { Status } from '../../ui/status.tsx'
import { TextLink } from '../../ui/text-link.tsx'
import { Ago, DateTime } from '../../ui/time.tsx'
import { History } from '../credential/history.tsx'
import { CredentialPage } from '../credential/page.tsx'
import { TsigUses } from '../credential/tsig-uses.tsx'
import { ifTsigKeyEnded } from './ending.ts'
import { oneTsigKey, usesOfKey } from './queries.ts'
import { deletion, tsigKeyActions } from './row-actions.ts'
import { SecretCell } from './secret-cell.tsx'
import { hideSecret } from './shown-secret.ts'
import { checkWord } from '../credential/verdict-word.ts'
import { worse } from './words.ts'

/** It comes after the page: what a key is used for is read first. */
const CheckHistory = late(() => import('../credential/check-history.tsx').then((part) => part.CheckHistory))

export async function loader({ params }: LoaderFunctionArgs) {
  const tsigId = params['tsigId'] ?? ''
  const [key, { user }] = await Promise.all([load(oneTsigKey(tsigId)), load(session)])
  if (user.role === 'administrator') await load(usesOfKey(tsigId))
  return key
}

/** A TSIG key's own page (T5a). It is not used at our API, so that no uses of it are counted: what is noted of its servers is here. */
export function Component() {
  const { tsigId = '' } = useParams()
  const navigate = useNavigate()
  const now = useNow()
  const { user } = useSuspenseQuery(session).data
  const key = useSuspenseQuery(oneTsigKey(tsigId)).data
  const keeps = user.role === 'administrator'
  const { legacy, use } = tsigAlgorithms[key.algorithm]
  const last = key.lastCheck
  const uses = useQuery({ ...usesOfKey(tsigId), enabled: keeps }).data?.data ?? []
  // Nothing stays in sight behind somebody's back.
  useEffect(() => hideSecret, [])

  return (
    <CredentialPage
      name={key.name}
      sentence="TSIG key of the account"
      actions={
        keeps
          ? [
              ...tsigKeyActions({
                edit: (id) => void navigate(paths.tsigKeyEditHere(id)),
                export: (id) => void navigate(paths.tsigKeyExportHere(id)),
                rollOver: (id) => void navigate(paths.tsigKeyRollOverHere(id)),
                check: (id) => void navigate(paths.tsigKeyCheckHere(id)),
              })(key),
              deletion(key, () => void navigate(paths.tsigKeys)),
            ]
          : []
      }
      primary="Edit"
      facts={[
        { label: 'Algorithm', value: <>{key.algorithm}{legacy && <> <Hint word="legacy" why={use} /></>}</> },
        ...(keeps ? [{ label: 'Secret', value: <SecretCell tsigKey={key} /> }] : []),
        { label: 'Secret length', value: `${key.secretBits} bits` },
        { label: 'Fingerprint', value: <Mono>{key.fingerprint}</Mono> },
        {
          label: 'Last check',
          value: last === null ? <Status word="Not checked" /> : (
            <><Status word={checkWord(last)} /> <Ago at={last.at} now={now} />{last.worse && <> <Hint word="worse" why={worse} /></>}</>
          ),
        },
        { label: 'Rotation', value: <Rotation of={key} keeps={keeps} now={now} /> },
        ...(key.tags.length === 0 ? [] : [{ label: 'Tags', value: key.tags.join(', ') }]),
        { label: 'Created', value: <DateTime at={key.createdAt} now={now} /> },
        { label: 'Updated', value: <DateTime at={key.updatedAt} now={now} /> },
        ...(key.note === null ? [] : [{ label: 'Note', value: key.note }]),
      ]}
      ending={ifTsigKeyEnded(uses, key.usedBy)}
    >
      {keeps && <Uses tsigId={key.id} now={now} />}
      {keeps && <CheckHistory of="key" id={key.id} now={now} />}
      <Section title="Used by">
        {key.usedBy.length === 0 ? (
          <Card>No server or zone is noted.</Card>
        ) : (
          <BriefTable
            caption="Used by"
            columns={[{ header: 'Server or zone', plain: true }, ...(keeps ? [{ header: 'Add use', quiet: true, short: true, end: true } as const] : [])]}
            rows={key.usedBy.map((word) => ({
              id: `used-by-${word}`,
              cells: [
                <Mono key="word" wrap>{word}</Mono>,
                ...(keeps
                  ? [
                      <RowIconButton
                        key="add"
                        label={`Add use at ${word}`}
                        icon={Plus}
                        onClick={() => void navigate(paths.tsigKeyUsesNew(tsigId, word))}
                      />,
                    ]
                  : []),
              ],
            }))}
          />
        )}
      </Section>
      {keeps && <History id={key.id} name={key.name} />}
    </CredentialPage>
  )
}

/** When its secret is due to be replaced; nothing happens then by itself. */
function Rotation({ of: { id, rotateDueAt: due }, keeps, now }: { of: TsigKey; keeps: boolean; now: number }) {
  return (
    <>
      {due === null ? 'Never due' : <>{Date.parse(due) <= now ? 'Due since' : 'Due'} <DateTime at={due} now={now} /></>}
      {keeps && <> <TextLink href={paths.tsigKeyRotationHere(id)}>Change</TextLink></>}
    </>
  )
}

function Uses({ tsigId, now }: { tsigId: string; now: number }) {
  const navigate = useNavigate()
  const uses = useSuspenseQuery(usesOfKey(tsigId)).data.data
  return (
    <Section
      title="Where it is used"
      aside={<Button size="small" icon={Plus} onClick={() => void navigate(paths.tsigKeyUsesNew(tsigId))}>Add use</Button>}
    >
      {uses.length === 0 ? <Card>No nameserver is known to use it.</Card> : <TsigUses uses={uses} of="key" now={now} />}
    </Section>
  )
}
