import type { TsigKey } from '#contract/tsig-keys.ts'
import { copySecret } from '../../feedback/sight.ts'
import { MaskedSecret } from '../../ui/masked-secret.tsx'
import { hideSecret, showSecret, shownSecret } from './shown-secret.ts'

export function SecretCell({ tsigKey: key }: { tsigKey: TsigKey }) {
  const shown = shownSecret.use()
  return (
    <MaskedSecret
      name={key.name}
      read={shown?.id === key.id ? shown.held.read : undefined}
      onReveal={() => void showSecret(key)}
      onHide={hideSecret}
      onCopy={copySecret}
    />
  )
}
