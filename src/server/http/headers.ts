/*
 * Response headers. API replies may do nothing in a browser; the console gets exactly what it needs.
 */

const shared = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
}

/** HSTS only where TLS is: over plain HTTP browsers ignore it. */
const transport = (origin: string): Record<string, string> =>
  origin.startsWith('https:') ? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' } : {}

export const apiHeaders = (origin: string): Record<string, string> => ({
  ...shared,
  ...transport(origin),
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
})

/** Headers of an HTML page: styles by nonce, scripts by origin only, Trusted Types without any policy. */
export const pageHeaders = (origin: string, nonce: string): Record<string, string> => ({
  ...shared,
  ...transport(origin),
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    'report-to csp',
    'report-uri /csp-reports',
  ].join('; '),
  'Reporting-Endpoints': 'csp="/csp-reports"',
})

/** Headers of a static file. Hashed names never change; the others are looked at again each time. */
export const assetHeaders = (origin: string, type: string, hashed: boolean): Record<string, string> => ({
  ...shared,
  ...transport(origin),
  'Content-Type': type,
  'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
})
