import { acknowledgeReply, inviteUser } from '#contract/calls.ts'
import type { User } from '#contract/users.ts'
import { call } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'
import { confirm } from '../../feedback/confirm.ts'
import { reveal } from '../../feedback/reveal.ts'
import { toast } from '../../feedback/toast.ts'
import { moment } from '../../ui/dates.ts'
import { staleUsers } from './queries.ts'

interface Link {
  url: string
  expiresAt: string
}

/** The link goes from the reply into `reveal` and nowhere else (S8): whoever has it sets the password. */
export function showLink({ name, email }: Pick<User, 'name' | 'email'>, { url, expiresAt }: Link, idempotencyKey: string, said: string) {
  void reveal({
    title: 'Invitation Link - Action Required',
    label: 'Invitation link',
    noun: 'link',
    value: url,
    help: 'Send it over a channel that only they can read: whoever opens it first sets the password.',
    facts: [{ label: 'For', value: `${name}, ${email}` }, { label: 'Works', value: `Once, until ${moment(expiresAt)}` }],
    onDone: () => {
      void call(acknowledgeReply, { params: { key: idempotencyKey } }).catch(() => undefined)
      toast({ text: said, name })
    },
  })
}

/** A new link, for who has lost theirs or their password. */
export async function renewLink(user: User) {
  const idempotencyKey = crypto.randomUUID()
  let made: Link | undefined
  const done = await confirm({
    title: 'New Invitation Link',
    body: user.status === 'invited'
      ? 'The link they were given stops working. The new one works once, for seven days.'
      : 'With it they set a new password; the old one works until then, and their sessions end when they do. The link works once, for seven days.',
    names: [{ name: user.name, detail: user.email }],
    action: 'Make link',
    tone: 'primary',
    run: async () => {
      made = await call(inviteUser, { params: { userId: user.id }, idempotencyKey })
    },
  })
  if (!done || made === undefined) return
  void makeStale(...staleUsers)
  showLink(user, made, idempotencyKey, 'New invitation link for {name} made')
}
