import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { apiHeaders, pageHeaders } from './headers.ts'

/*
 * What Google's csp_evaluator says of our policies (G13): nothing above "maybe". Seen to fail: the page's policy with
 * 'unsafe-inline' among the scripts, with data: among them, without object-src and default-src, with a nonce of four letters.
 */
interface Finding {
  type: number
  severity: number
  directive: string
  value?: string
  description: string
}
// CommonJS, with parts that its main file does not name.
const load = createRequire(import.meta.url)
const { CspEvaluator } = load('csp_evaluator') as { CspEvaluator: new (csp: unknown) => { evaluate(): Finding[] } }
const { CspParser } = load('csp_evaluator/dist/parser.js') as { CspParser: new (policy: string) => { csp: unknown } }
const { Severity, Type } = load('csp_evaluator/dist/finding.js') as { Severity: Record<'HIGH_MAYBE', number>; Type: Record<number, string> }

const nonce = 'uGh0i9v2ZkR1xq7TnY4w-A'
const findings = (policy: string) => new CspEvaluator(new CspParser(policy).csp).evaluate()
const certain = (found: Finding[]) => found.filter(({ severity }) => severity < Severity.HIGH_MAYBE).map(({ directive, value, description }) => `${directive} ${value ?? ''}: ${description}`)
const page = pageHeaders('https://keys.example.org', nonce)['Content-Security-Policy']!

test('csp_evaluator finds nothing in the policy of a page but what only might be', () => {
  const found = findings(page)
  expect(certain(found)).toEqual([])
  // What might be: 'self' lets through whatever this origin serves as script (JSONP, uploads). It serves its own build and nothing else.
  expect(found.map(({ type, directive, value }) => [Type[type], directive, value])).toEqual([['SCRIPT_ALLOWLIST_BYPASS', 'script-src', "'self'"]])
})

test('nor in the policy of an answer of the API', () => {
  expect(certain(findings(apiHeaders('https://keys.example.org')['Content-Security-Policy']!))).toEqual([])
})

test('and it does find what is wrong', () => {
  for (const [from, to] of [["script-src 'self'", "script-src 'self' 'unsafe-inline'"], ["script-src 'self'", 'script-src data:'], [nonce, 'abcd'], ["default-src 'none'", 'img-src *'], ["require-trusted-types-for 'script'", 'block-all']] as const) {
    const worse = page.replace(from, to).replace(to === 'img-src *' ? "object-src 'none'" : '\0', '')
    expect(worse).not.toBe(page)
    expect(certain(findings(worse)), `${from} → ${to}`).not.toEqual([])
  }
})
