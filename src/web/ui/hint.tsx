import { useId } from 'react'
import css from './hint.module.css'
import { Tip } from './tooltip.tsx'

/** A word beside a value that says why when it is pointed at, reached by keyboard or pressed: `legacy`. */
export function Hint({ word, why }: { word: string; why: string }) {
  const id = useId()
  return (
    <>
      <Tip text={why} onPress><button type="button" className={css.hint} aria-describedby={id}>{word}</button></Tip>
      <span id={id} hidden>{why}</span>
    </>
  )
}
