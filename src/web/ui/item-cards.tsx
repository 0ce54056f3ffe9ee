import type { ReactNode } from 'react'
import { Facts, type Fact } from './facts.tsx'
import css from './item-cards.module.css'
import { SkeletonBar } from './skeleton-bar.tsx'

/** Things that are read one by one, as cards of 320 px and more. */
export function ItemCards({ label, busy, children }: { label: string; busy?: boolean; children: ReactNode }) {
  return <ul className={css.cards} aria-label={label} aria-busy={busy || undefined}>{children}</ul>
}

/** One of them: name, status, what is known of it, and its menu. */
export function ItemCard({ name, status, facts, menu }: { name: ReactNode; status: ReactNode; facts: readonly Fact[]; menu?: ReactNode }) {
  return (
    <li className={css.card}>
      <div className={css.head}>
        <h2 className={css.name}>{name}</h2>
        {menu}
      </div>
      <div>{status}</div>
      <Facts facts={facts} />
    </li>
  )
}

/** While they are on their way. */
export function WaitingCards({ label }: { label: string }) {
  return (
    <div className={css.cards} role="group" aria-label={label} aria-busy>
      {[0, 1, 2].map((at) => (
        <div key={at} className={`${css.card} ${css.waiting}`}>
          <SkeletonBar width="middle" />
          <SkeletonBar width="short" />
          <SkeletonBar />
          <SkeletonBar />
        </div>
      ))}
    </div>
  )
}

/** Where there are none to show, and why. */
export function CardsState({ children }: { children: ReactNode }) {
  return <div className={css.frame}>{children}</div>
}

/** Over the cards: search, a choice with its words in sight, the count, and buttons at the end. */
export function CardsBar({
  search,
  choice,
  count,
  end,
}: {
  search?: ReactNode
  choice: { words: string; control: ReactNode }
  count: ReactNode
  end?: ReactNode
}) {
  return (
    <div className={css.bar}>
      {search}
      <div className={css.choice}>
        <span aria-hidden>{choice.words}</span>
        {choice.control}
      </div>
      <div className={css.end}>
        <span role="status" className={css.count}>
          {count}
        </span>
        {end}
      </div>
    </div>
  )
}
