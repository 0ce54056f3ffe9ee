/** IPv4 in dotted decimal, and in no other spelling. */
export const isV4 = (text: string): boolean => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text)

/** The base of a PowerDNS API: http or https, a host, a port, a path; no user, query or fragment, no final slash. */
export function apiUrlOf(text: string): string | undefined {
  const url = URL.parse(text.trim())
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '' || /[?#\\]/.test(text)) return undefined
  const place = url.pathname.replace(/\/+$/, '')
  return /^(?:\/[A-Za-z0-9._~-]+)*$/.test(place) && url.hostname !== '' ? url.origin + place : undefined
}
export const apiUrlFault = 'Give the URL of the PowerDNS API with a host and a port only, such as https://ns3.example.com:8081.'
