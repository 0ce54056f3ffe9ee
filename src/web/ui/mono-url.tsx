import { Fragment } from 'react'
import { Mono } from './mono.tsx'

/** An address, broken before a slash where it has to be. */
export function MonoUrl({ url }: { url: string }) {
  return <Mono wrap>{url.split(/(?<=[^/:])(?=\/)/).map((part, at) => <Fragment key={at}>{at > 0 && <wbr />}{part}</Fragment>)}</Mono>
}
