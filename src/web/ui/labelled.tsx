import type { ReactNode } from 'react'
import field from './field.module.css'

/** A label above something that is no control. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={field.field}>
      <div className={field.head}><span className={field.label}>{label}</span></div>
      {children}
    </div>
  )
}
