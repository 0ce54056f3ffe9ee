import { useId } from 'react'
import css from './hint.module.css'
import { useTip } from './tooltip.tsx'

/** A word beside a value that says why when it is pointed at, reached by keyboard or pressed: `legacy`. */
export function Hint({ word, why }: { word: string; why: string }) {
  const id = useId()
  const { bind, tip } = useTip(why, true)
  return (
    <>
      <button type="button" className={css.hint} aria-describedby={id} {...bind}>{word}</button>
      {tip}
      <span id={id} hidden>{why}</span>
    </>
  )
}
