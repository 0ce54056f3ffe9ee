import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { apiHeaders, pageHeaders } from './headers.ts'

/*
 * What Google's csp_evaluator says of our policies: nothing above "maybe". Seen to fail: the page's policy with
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
const certain = (found: Finding[]) =>
  found.filter(({ severity }) => severity < Severity.HIGH_MAYBE).map(({ directive, value, description }) => `${directive} ${value ?? ''}: ${description}`)
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

// The evaluator does not ask about frames, forms and workers. Frozen here: a directive that goes, or another source, is seen.
test('each directive and each header is there, and no other', () => {
  expect(page.split('; ')).toEqual([
    "default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "style-src-attr 'none'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'",
    "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    'report-to csp', 'report-uri /csp-reports',
  ])
  const shared = {
    'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'X-Frame-Options': 'DENY', 'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp', 'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  }
  const answer = { ...shared, 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'", 'Cache-Control': 'no-store' }
  expect(apiHeaders('http://127.0.0.1:4000')).toEqual(answer)
  expect(apiHeaders('https://keys.example.org')).toEqual({ ...answer, 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' })
  expect(pageHeaders('http://127.0.0.1:4000', nonce)).toEqual({
    ...shared,
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': page,
    'Reporting-Endpoints': 'csp="/csp-reports"',
  })
})

test('and it does find what is wrong', () => {
  for (const [from, to] of [
    ["script-src 'self'", "script-src 'self' 'unsafe-inline'"],
    ["script-src 'self'", 'script-src data:'],
    [nonce, 'abcd'],
    ["default-src 'none'", 'img-src *'],
    ["require-trusted-types-for 'script'", 'block-all'],
  ] as const) {
    const worse = page.replace(from, to).replace(to === 'img-src *' ? "object-src 'none'" : '\0', '')
    expect(worse).not.toBe(page)
    expect(certain(findings(worse)), `${from} → ${to}`).not.toEqual([])
  }
})
