/**
 * How a session's value travels, and how a request proves that it came from the console itself. Cookies and fetch
 * metadata on a real server; the demo has neither (a service worker sees no cookies) and brings its own.
 */
export interface SessionCarrier {
  read(request: Request): string | undefined
  /** Header that hands the value to the browser. */
  give(value: string): Record<string, string>
  /** Headers that take it away. */
  take(): Record<string, string>
  /** May this unsafe request act with the session it carries? */
  fromConsole(request: Request): boolean
}

/**
 * Cookies. Over HTTPS the name has the `__Host-` prefix, which browsers accept only with Secure, Path=/ and no
 * Domain; on plain-HTTP loopback the same without. A request is the console's when the browser says so by
 * `Sec-Fetch-Site`, or its `Origin` is ours, or neither is there (then it is no browser), and in each case it carries
 * `X-Countersign-CSRF: 1`, which another origin cannot add without a preflight that we never answer.
 */
export function cookieCarrier(origin: string): SessionCarrier {
  const secure = origin.startsWith('https:')
  const name = secure ? '__Host-session' : 'session'
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  return {
    read(request) {
      const header = request.headers.get('Cookie')
      if (!header) return undefined
      for (const pair of header.split(';')) {
        const at = pair.indexOf('=')
        if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
      }
      return undefined
    },
    give: (value) => ({ 'Set-Cookie': `${name}=${value}; ${attributes}` }),
    take: () => ({ 'Set-Cookie': `${name}=; ${attributes}; Max-Age=0`, 'Clear-Site-Data': '"cache"' }),
    fromConsole(request) {
      if (request.headers.get('X-Countersign-CSRF') !== '1') return false
      const site = request.headers.get('Sec-Fetch-Site')
      if (site !== null) return site === 'same-origin'
      const from = request.headers.get('Origin')
      return from === null || from === origin
    },
  }
}
