import { expect, it } from 'vitest'
import { actions } from '#contract/permissions.ts'
import { credentialWords, sentenceOf, sentenceText, whyDenied } from './sentence.ts'

const told = (action: string, kind: string, name: string, outcome = 'done') => sentenceText({ action, object: { kind, name }, outcome })

it('says what was done, and to what', () => {
  expect(told('api-key.rotate', 'api-key', 'terraform-prod')).toBe('Rotated API key terraform-prod')
  expect(told('certcentral-key.create', 'certcentral-key', 'acme')).toBe('Created CertCentral key acme')
  expect(told('tsig-key.reveal', 'tsig-key', 'axfr1.example')).toBe('Revealed the secret of TSIG key axfr1.example')
  expect(told('auth-key.delete', 'auth-key', '')).toBe('Deleted an AuthKey')
  expect(told('session.create', 'session', 'ruth@nwnd.example')).toBe('Signed in')
  expect(told('session.end', 'session', 'ruth@nwnd.example')).toBe('Signed out')
  expect(told('audit.export', 'audit', '')).toBe('Exported the audit log')
})

it('says of what was refused that it was tried, and of a question that it was asked', () => {
  expect(told('session.create', 'user', 'Ruth Lindqvist', 'denied: invalid-credential')).toBe('Tried to sign in as Ruth Lindqvist')
  expect(told('session.create', 'user', '', 'denied: invalid-credential')).toBe('Tried to sign in')
  expect(told('api-key.update', 'api-key', 'other', 'denied: not-found')).toBe('Tried to change API key other')
  expect(told('tsig-key.reveal', 'tsig-key', 'axfr1', 'asked: confirmation-required')).toBe('Was asked who it is, to reveal the secret of TSIG key axfr1')
  expect([whyDenied('denied: invalid-credential'), whyDenied('denied: tsig-key-in-use'), whyDenied('done'), whyDenied('asked: x')]).toEqual([
    'wrong credential',
    'tsig key in use',
    undefined,
    undefined,
  ])
})

it('counts what was done to many', () => {
  const many = (kind: string, action: string, times: number, outcome = 'done') => sentenceText({ action, object: { kind, name: '' }, outcome, times })
  expect(many('api-key', 'api-key.rotate', 30)).toBe('Rotated 30 API keys')
  expect(many('user', 'user.create', 200)).toBe('Created 200+ users')
  expect(many('tsig-key', 'tsig-key.delete', 4, 'denied: not-allowed')).toBe('Tried to delete 4 TSIG keys')
  expect(many('session', 'session.create', 12, 'denied: invalid-credential')).toBe('Tried to sign in 12 times')
})

it('keeps what it does not know, however it is written', () => {
  for (const action of ['', '.', 'quantum.teleport', 'x.constructor', '__proto__', 'toString'])
    expect(sentenceOf({ action, object: { kind: 'constructor', name: 'n' }, outcome: 'done' }).name).toBe('n')
  expect([credentialWords('none'), credentialWords('session:01a2'), credentialWords('api-key:01a2'), credentialWords('')]).toEqual([
    undefined,
    'Session',
    'API key',
    undefined,
  ])
})

it('knows every action that there is', () => {
  for (const action of actions)
    expect([action, sentenceText({ action, object: { kind: action.split('.')[0]!, name: '' }, outcome: 'done' })]).not.toEqual([action, action])
})
