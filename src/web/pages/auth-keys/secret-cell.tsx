import type { AuthKey } from '#contract/auth-keys.ts'
import { copySecret } from '../../feedback/sight.ts'
import { MaskedSecret } from '../../ui/masked-secret.tsx'
import { hideAuthKey, showAuthKey, shownAuthKey } from './shown-auth-key.ts'
import { nameOf } from './words.ts'

export function SecretCell({ authKey: key }: { authKey: AuthKey }) {
  const shown = shownAuthKey.use()
  return (
    <MaskedSecret
      name={nameOf(key)}
      last4={key.hint.last4}
      read={shown?.id === key.id ? shown.held.read : undefined}
      onReveal={() => void showAuthKey(key)}
      onHide={hideAuthKey}
      onCopy={copySecret}
    />
  )
}
