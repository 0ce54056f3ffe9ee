import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allIds, type Arrangement, asUsual, moved, movedTo, narrowest, pinnedOr, placed, readIds, readWidths, showing, shownIds, sized, widest, widthsText,
} from './arrangement.ts'

const columns = [{ id: 'name', kind: 'name' }, { id: 'owner.email' }, { id: 'status' }, { id: 'note', hidden: true }, { id: 'time' }]
const with_ = (patch: Partial<Arrangement>): Arrangement => ({ ...asUsual, ...patch })

describe('columns as a person has them', () => {
  it('come back where they usually stand, whatever the order of the others', () => {
    const turned = with_({ columns: ['name', 'time', 'status', 'owner.email'] })
    expect(showing((id) => id !== 'status', turned, columns)).toEqual(['name', 'time', 'note', 'owner.email'])
    expect(allIds(['name', 'time', 'owner.email'], columns)).toEqual(['name', 'time', 'owner.email', 'status', 'note'])
    expect(showing(() => false, turned, columns)).toEqual(['name'])
  })

  it('go one place, or to any, but not before the name and not out of the pinned ones', () => {
    expect(moved('status', -1, asUsual, columns)).toEqual(['name', 'status', 'owner.email', 'time'])
    expect(moved('owner.email', -1, asUsual, columns)).toBeUndefined()
    expect(moved('time', 1, asUsual, columns)).toBeUndefined()
    expect(moved('name', 1, asUsual, columns)).toBeUndefined()
    expect(movedTo('time', 0, asUsual, columns)).toEqual(['name', 'time', 'owner.email', 'status'])
    const pinned = with_({ pinned: ['time', 'status'] })
    expect(shownIds(pinned, columns)).toEqual(['name', 'status', 'time', 'owner.email'])
    expect(movedTo('owner.email', 1, pinned, columns)).toEqual(['name', 'status', 'time', 'owner.email'])
    expect(moved('time', -1, pinned, columns)).toEqual(['name', 'time', 'status', 'owner.email'])
    expect(moved('time', 1, pinned, columns)).toBeUndefined()
  })

  it('are pinned after those that are, and stand first of the others when they no longer are', () => {
    const one = pinnedOr('time', true, asUsual, columns)
    expect([one.pinned, shownIds(one, columns)]).toEqual([['time'], ['name', 'time', 'owner.email', 'status']])
    const two = pinnedOr('owner.email', true, one, columns)
    expect(shownIds(two, columns)).toEqual(['name', 'time', 'owner.email', 'status'])
    const back = pinnedOr('time', false, two, columns)
    expect([back.pinned, shownIds(back, columns)]).toEqual([['owner.email'], ['name', 'owner.email', 'time', 'status']])
    expect(pinnedOr('name', true, asUsual, columns).pinned).toEqual([])
  })

  it('have widths that somebody can live with', () => {
    expect(sized('time', 5e9, with_({ widths: { status: 90 } }))).toEqual({ status: 90, time: widest })
    expect(sized('time', -3, asUsual)).toEqual({ time: narrowest })
    expect(sized('time', undefined, with_({ widths: { time: 90 } }))).toEqual({})
  })
})

describe('of a link', () => {
  it.each<[string, Record<string, number>, string[]]>([
    ['name-220,owner.email-140', { name: 220, 'owner.email': 140 }, []],
    ['name-0,time-1000000000', { name: narrowest }, ['time-1000000000']],
    ['name-999999999', { name: widest }, []],
    ['name-NaN,status-1e9,time--5,gone-90,-,name', {}, ['name-NaN', 'status-1e9', 'time--5', 'gone-90', '-', 'name']],
    ['name-90,name-100', { name: 100 }, []],
    ['__proto__-90,constructor-90', {}, ['__proto__-90', 'constructor-90']],
    ['', {}, []],
  ])('widths are read from %s', (text, widths, wrong) => {
    expect(readWidths(text, columns)).toEqual({ widths, wrong })
  })

  it('columns are known ones, once each, in the order asked for', () => {
    expect(readIds('time,name,time,gone,,name', columns)).toEqual({ ids: ['time', 'name'], gone: ['gone'] })
  })
})

describe('whatever is asked for', () => {
  const ids = columns.map(({ id }) => id)
  const arrangement = fc.record({
    columns: fc.option(fc.shuffledSubarray(ids), { nil: undefined }),
    widths: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: narrowest, max: widest })),
    pinned: fc.shuffledSubarray(ids),
  })

  it('shows each column once, the name first and then what is pinned', () => {
    fc.assert(fc.property(arrangement, fc.constantFrom(...ids), fc.integer({ min: -9, max: 9 }), fc.boolean(), (asked, id, place, on) => {
      const shown = shownIds(asked, columns)
      for (const after of [shown, movedTo(id, place, asked, columns), shownIds(pinnedOr(id, on, with_({ ...asked, columns: shown }), columns), columns)]) {
        expect(new Set(after).size).toBe(after.length)
        if (after.includes('name')) expect(after[0]).toBe('name')
        expect(placed(after, asked.pinned, columns).toSorted()).toEqual([...after].toSorted())
      }
      expect([...movedTo(id, place, asked, columns)].toSorted()).toEqual([...shown].toSorted())
      expect([...allIds(shown, columns)].toSorted()).toEqual([...ids].toSorted())
    }))
  })

  it('a step to the right and one back changes nothing', () => {
    fc.assert(fc.property(arrangement, fc.constantFrom(...ids), (asked, id) => {
      const there = moved(id, 1, asked, columns)
      if (there) expect(moved(id, -1, { ...asked, columns: there }, columns)).toEqual(shownIds(asked, columns))
    }))
  })

  it('reads what it writes, and never throws', () => {
    fc.assert(fc.property(arrangement, fc.string({ unit: 'binary' }), ({ widths }, raw) => {
      expect(readWidths(widthsText(widths, columns), columns)).toEqual({ widths, wrong: [] })
      const read = readWidths(raw, columns).widths
      for (const px of Object.values(read)) expect(px).toBeGreaterThanOrEqual(narrowest)
      expect(readIds(raw, columns).ids.length).toBeLessThanOrEqual(ids.length)
    }))
  })
})
