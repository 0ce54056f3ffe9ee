import { expect, it } from 'vitest'
import { endOf } from '#contract/one-tokens.ts'
import { endIn } from './form.ts'
import { endWords, stateAt, whyUnchangeable } from './words.ts'

// Seen to fail: with the UTC day made by `day`, which is local, and with seconds left out.
it.each([
  ['UTC', '14 Mar 2027, 23:59:59 UTC, which is your time'],
  ['Pacific/Kiritimati', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 13:59:59 your time'],
  ['Pacific/Pago_Pago', '14 Mar 2027, 23:59:59 UTC, which is 14 Mar 2027, 12:59:59 your time'],
  ['America/New_York', '14 Mar 2027, 23:59:59 UTC, which is 14 Mar 2027, 19:59:59 your time'],
  ['America/St_Johns', '14 Mar 2027, 23:59:59 UTC, which is 14 Mar 2027, 21:29:59 your time'],
  ['America/Sao_Paulo', '14 Mar 2027, 23:59:59 UTC, which is 14 Mar 2027, 20:59:59 your time'],
  ['Europe/Berlin', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 00:59:59 your time'],
  ['Africa/Nairobi', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 02:59:59 your time'],
  ['Asia/Kolkata', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 05:29:59 your time'],
  ['Asia/Kathmandu', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 05:44:59 your time'],
  ['Australia/Lord_Howe', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 10:59:59 your time'],
  ['Pacific/Chatham', '14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 13:44:59 your time'],
])('in %s the moment of an end date is %s', (zone, words) => {
  expect(endWords(endOf('2027-03-14'), zone)).toBe(words)
})

it('on the days that a zone changes its clock the moment is the right one', () => {
  expect(endWords(endOf('2027-03-27'), 'Europe/Berlin')).toBe('27 Mar 2027, 23:59:59 UTC, which is 28 Mar 2027, 00:59:59 your time')
  expect(endWords(endOf('2027-03-28'), 'Europe/Berlin')).toBe('28 Mar 2027, 23:59:59 UTC, which is 29 Mar 2027, 01:59:59 your time')
  expect(endWords(endOf('2028-02-29'), 'Europe/Berlin')).toBe('29 Feb 2028, 23:59:59 UTC, which is 1 Mar 2028, 00:59:59 your time')
})

it('what is no date has no moment', () => {
  for (const text of ['', '2027-02-29', '2027-1-1', '10000-01-01', '2027-01-01Z', 'tomorrow']) expect([text, endIn(text)]).toEqual([text, undefined])
  expect(endIn(' 2028-02-29 ')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59))
})

it('a page that stays open sees a token expire, and then offers no change of it', () => {
  const end = endOf('2026-11-21')
  const token = { expires_at: new Date(end).toISOString(), status: 'enabled' } as const
  expect([
    stateAt(token, end - 1),
    stateAt(token, end),
    stateAt({ ...token, status: 'disabled' }, end - 1),
    stateAt({ expires_at: null, status: 'enabled' }, end),
  ]).toEqual(['valid', 'expired', 'disabled', 'valid'])
  expect(whyUnchangeable('expired', token.expires_at)).toContain('Expired on 21 Nov 2026 (UTC)')
  expect(whyUnchangeable('valid', token.expires_at)).toBeUndefined()
})
