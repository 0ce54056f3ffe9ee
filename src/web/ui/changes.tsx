import css from './changes.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

/** Fields before and after, in a small table. `none` is said where there is none. */
export function Changes({ caption, rows, none }: { caption: string; rows: readonly { field: string; before: string; after: string }[]; none: string }) {
  if (rows.length === 0) return <p className={css.none}>{none}</p>
  return (
    <table className={css.changes}>
      <VisuallyHidden as="caption">{caption}</VisuallyHidden>
      <thead>
        <tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr>
      </thead>
      <tbody>
        {rows.map(({ field, before, after }) => (
          <tr key={field}><th scope="row">{field}</th><Side text={before} /><Side text={after} /></tr>
        ))}
      </tbody>
    </table>
  )
}

/** Empty where the field was not there. */
function Side({ text }: { text: string }) {
  return <td>{text === '' ? <><span aria-hidden>–</span><VisuallyHidden>Not there</VisuallyHidden></> : text}</td>
}
