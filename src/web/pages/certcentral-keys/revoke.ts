import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import { serverNow } from '../../client/clock.ts'
import { run } from '../../client/mutation.ts'
import { confirm } from '../../feedback/confirm.ts'
import { toast } from '../../feedback/toast.ts'
import { revokeKey } from './queries.ts'
import { lastUse } from './words.ts'

/** **Revoke** (C3). The row stays. */
export async function revoke(key: CertcentralKey) {
  const done = await confirm({
    title: 'Revoke API Key',
    // Names are unique among one user's keys only.
    body: `A key of ${key.user.name}. The next call with it is refused, and integrations that use it stop working. The key stays in the list as Revoked.`,
    names: [{ name: key.name, detail: lastUse(key, serverNow()) }],
    action: 'Revoke',
    run: () => run(revokeKey, { params: { keyId: key.id } }),
  })
  if (done) toast({ text: 'API key {name} revoked', name: key.name })
}
