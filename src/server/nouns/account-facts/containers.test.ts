import { expect, test } from 'vitest'
import { AccountFacts } from '#contract/account-facts.ts'
import { containersOf, shownContainer } from './containers.ts'

const of = (facts: unknown) => {
  const { top, all } = containersOf(AccountFacts.parse(facts))
  return [top.id, all.map(({ id }) => id)]
}
const entry = (id: number, parent?: number | string | null) => ({ id, name: `c${id}`, ...(parent === undefined ? {} : { parent_id: parent }) })

// Once the top one was whatever `container` said, and with `containers` alone it was an account of nobody's.
test.each([
  ['List containers, the top one first', { containers: [entry(3, 0), entry(4, 3), entry(5, 4)] }, [3, [3, 4, 5]]],
  ['List containers, the top one last', { containers: [entry(5, 4), entry(4, 3), entry(3, 0)] }, [3, [3, 5, 4]]],
  ['in the middle, ids as text', { containers: [{ id: '4', name: 'x', parent_id: '3' }, { id: '3', name: 'x', parent_id: '0' }, entry(5, 3)] }, [3, [3, 4, 5]]],
  ['no parent is null', { containers: [entry(4, 3), entry(3, null)] }, [3, [3, 4]]],
  ['no parent is left out', { containers: [entry(4, 3), entry(3)] }, [3, [3, 4]]],
  ['the parent is not in the list', { containers: [entry(5, 4), entry(4, 99)] }, [4, [4, 5]]],
  ['List child containers: the top one is above them', { containers: [entry(4, 3), entry(5, 3)] }, [3, [3, 4, 5]]],
  ['the children, with Container info of their parent', { container: entry(3, 0), containers: [entry(4, 3), entry(5, 3)] }, [3, [3, 4, 5]]],
  ['Container info of a division, with the whole list', { container: entry(4, 3), containers: [entry(5, 3), entry(3, 0), entry(4, 3)] }, [3, [3, 4, 5]]],
  ['Container info alone', { container: entry(6, 2) }, [6, [6]]],
  ['no parents at all: Container info is of the top one', { container: entry(10), containers: [entry(10), entry(11), entry(12)] }, [10, [10, 11, 12]]],
  ['no parents at all, and no info', { containers: [entry(10), entry(11)] }, [1, [1, 10, 11]]],
  ['the account names it', { account: { id: 7, root_container_id: 11 }, containers: [entry(10), entry(11)] }, [11, [11, 10]]],
  ['each other\'s parents', { containers: [entry(10, 11), entry(11, 10)] }, [1, [1, 10, 11]]],
  ['nothing', {}, [1, [1]]],
])('the top division: %s', (_, facts, expected) => {
  expect(of(facts)).toEqual(expected)
})

test('what a division\'s own info says goes before what the list says; what was not loaded is as nothing', () => {
  const { all } = containersOf(
    AccountFacts.parse({
      container: { ...entry(3, 0), description: 'whole', has_logo: true },
      containers: [{ ...entry(3, 0), name: 'old', public_id: 'p' }, entry(4, 3)],
    }),
  )
  expect(all[0]).toMatchObject({ id: 3, name: 'c3', description: 'whole', public_id: 'p' })
  expect(all.map(shownContainer)).toEqual([
    { id: 3, public_id: 'p', name: 'c3', parent_id: 0, template_id: 1, ekey: '', has_logo: true, is_active: true },
    { id: 4, public_id: '', name: 'c4', parent_id: 3, template_id: 1, ekey: '', has_logo: false, is_active: true },
  ])
})
