import { tsigPurposeNames } from '#contract/lists-of-dns.ts'
import type { TsigUse } from '#contract/nameservers.ts'

/** `Asks for transfers from ns1, ns2`; a purpose that has no other end says itself. */
export function purposeWords({ purpose, peers, peerCount }: Pick<TsigUse, 'purpose' | 'peers' | 'peerCount'>): string {
  const between = purpose === 'asks-for-transfers' ? 'from' : purpose === 'signs-notify' ? 'to' : undefined
  return between === undefined || peers.length === 0
    ? tsigPurposeNames[purpose]
    : `${tsigPurposeNames[purpose]} ${between} ${peers.map(({ name }) => name).join(', ')}${peerCount > peers.length ? ` and ${peerCount - peers.length} more` : ''}`
}
