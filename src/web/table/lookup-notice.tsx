import { useSuspenseQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { aboutKind } from '#contract/credential-kinds.ts'
import { session } from '../client/session.ts'
import { FailureNotice } from '../feedback/failure-notice.tsx'
import { listOf } from '../paths.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextLink } from '../ui/text-link.tsx'
import type { LookedUp } from './lookup.ts'

export type LookupNoticeProps = { answer: LookedUp; onClose: () => void }

export function LookupNotice({ answer, onClose }: LookupNoticeProps) {
  const { user } = useSuspenseQuery(session).data
  if ('error' in answer) return <FailureNotice error={answer.error} />
  const close = <IconButton label="Dismiss" icon={X} tooltip={false} onClick={onClose} />
  const { found } = answer
  if (found === null)
    return (
      <Notice tone="info" announce action={close}>
        This looks like a secret, and is not known here. It was mistyped or cut, deleted, or never made here. It was not searched for, and is not kept.
      </Notice>
    )
  const { pasted, pastedOld, ends } = aboutKind(found.kind)
  const what = (found.old ? pastedOld : undefined) ?? pasted
  const list = listOf(found.kind, user.role)
  return (
    <Notice tone={found.live ? 'ok' : 'warn'} announce action={close}>
      This is {what}{' '}
      <TextLink href={`${list}?filter=${encodeURIComponent(`id equals ${found.id}`)}`} strong>
        {found.name}
      </TextLink>
      {found.owner === null ? '. It was not searched for, and is not kept.' : ` of ${found.owner.name} (${found.owner.email}).`}{' '}
      {ends &&
        (found.live
          ? found.old
            ? 'It still works, until its successor has taken over.'
            : 'It works.'
          : ends === 'pausing'
            ? 'It does not work now.'
            : 'It does not work any more.')}
    </Notice>
  )
}
