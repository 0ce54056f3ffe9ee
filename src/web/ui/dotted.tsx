import { Fragment } from 'react'

/** A name of DNS, broken behind a dot where it has to be, and not in the middle of a word. */
export const Dotted = ({ name }: { name: string }) =>
  name.split(/(?<=\.)(?=[^.])/).map((label, at) => <Fragment key={at}>{at > 0 && <wbr />}{label}</Fragment>)
