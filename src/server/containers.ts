import type { AccountFacts, ContainerFact } from '#contract/account-facts.ts'
import type { Container } from '#contract/certcentral.ts'

/** Before anything is loaded there is an account all the same, so that keys and users have one to be of. */
const unnamed: Container = { id: 1, public_id: '', name: 'Countersign', parent_id: 0, template_id: 1, ekey: '', has_logo: false, is_active: true }

/** The account's divisions, however they were loaded. */
export interface Containers {
  /** The one that is the account. */
  readonly top: ContainerFact
  /** All of them, each once, the top one first. */
  readonly all: readonly ContainerFact[]
}

/** Every division once: what its own info says goes before what the list says. */
function eachOnce({ container, containers = [] }: AccountFacts): ContainerFact[] {
  if (!container) return [...containers]
  const known = containers.find(({ id }) => id === container.id)
  return [{ ...known, ...container }, ...containers.filter((one) => one !== known)]
}

/**
 * Which of them is the top one: what the account names as its root; else the one that has no parent, or whose parent is not among
 * them. Children of one division without that division are below it, although nobody has named it. Order says nothing.
 */
export function containersOf(facts: AccountFacts): Containers {
  const all = eachOnce(facts)
  const ids = new Set(all.map(({ id }) => id))
  const { account, container } = facts
  const named = (id: number) => all.find((one) => one.id === id) ?? { ...unnamed, id, name: account?.primary_organization_name ?? unnamed.name }
  const upmost = all.filter(({ parent_id: parent }) => !parent || !ids.has(parent))
  const roots = upmost.filter(({ parent_id: parent }) => parent === 0 || parent === null)
  const parents = new Set(upmost.map(({ parent_id: parent }) => parent))
  const top = account?.root_container_id ? named(account.root_container_id)
    : upmost.length === 1 ? upmost[0]!
    : roots.length === 1 ? roots[0]!
    : upmost.find(({ id }) => id === container?.id)
    ?? named(parents.size === 1 ? ([...parents][0] || unnamed.id) : unnamed.id)
  return { top, all: [top, ...all.filter(({ id }) => id !== top.id)] }
}

/** What a division is right below: where that is not told, the top one. */
export const parentOf = ({ id, parent_id: parent }: ContainerFact, { top }: Containers): number => (id === top.id ? 0 : parent || top.id)

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** A division as users have it with them; what was not loaded is as nothing. */
export const shownContainer = (fact: ContainerFact): Container => ({
  id: fact.id,
  public_id: text(fact.public_id),
  name: fact.name,
  parent_id: fact.parent_id ?? 0,
  template_id: Number(fact.template_id) || unnamed.template_id,
  ekey: text(fact.ekey),
  has_logo: fact.has_logo === true,
  is_active: fact.is_active !== false,
})
