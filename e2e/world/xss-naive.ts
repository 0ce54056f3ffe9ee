import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { canary, places, type Payload } from '#server/testing/xss-payloads.ts'

/** Renders each payload as a naive page would, in a frame of its own without any policy, plays with it, and answers which of them did something. */
export async function runNaively(page: Page, payloads: readonly Payload[]): Promise<ReadonlySet<number>> {
  const ran = new Set<number>()
  const numberIn = (text: string) => ran.add(Number(/\d+/.exec(text)?.[0]))
  page.on('dialog', (dialog) => {
    numberIn(dialog.message())
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { hostname } = new URL(request.url())
    if (hostname.endsWith(`.${canary}`)) numberIn(hostname)
  })
  // A page with an address and no policy: at about:blank nothing relative leads anywhere.
  const server = createServer((_, response) => void response.setHeader('Content-Type', 'text/html').end('<!doctype html>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const reached = await page.evaluate(async ([all, templates]) => {
    const found: string[] = []
    const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
    const tell = (text: unknown) => void found.push(String(text))
    Object.assign(window, { alert: tell })
    function frame(): HTMLIFrameElement {
      const made = document.createElement('iframe')
      document.body.append(made)
      return made
    }
    function write(html: string): HTMLIFrameElement {
      const made = frame()
      const inside = made.contentWindow!
      inside.document.open()
      Object.assign(inside, { alert: tell })
      inside.document.write(html)
      inside.document.close()
      return made
    }
    const text = (html: string) => new DOMParser().parseFromString(html, 'text/html').documentElement.textContent
    const percent = (value: string) => {
      try {
        return decodeURIComponent(value)
      } catch {
        return value
      }
    }
    const unescaped = (value: string) =>
      value.replaceAll(/\\u([\da-f]{4})|\\x([\da-f]{2})|\\([0-7]{1,3})/g, (_, u: string, x: string, o: string) =>
        String.fromCharCode(o ? Number.parseInt(o, 8) : Number.parseInt(u ?? x, 16)),
      )
    const again = (value: string) => {
      const parsed = new DOMParser().parseFromString(value, 'text/html')
      return parsed.body.innerHTML
    }
    const frames: HTMLIFrameElement[] = []
    for (const { place, text: payload } of all) {
      if (place === 'address') {
        const made = write('<body></body>')
        const link = made.contentDocument!.createElement('a')
        link.href = payload
        made.contentDocument!.body.append(link)
        // oxlint-disable-next-line react/iframe-missing-sandbox -- it is to be naive
        const nested = made.contentDocument!.createElement('iframe')
        made.contentDocument!.body.append(nested)
        if (!/^java/i.test(payload)) nested.src = payload
        frames.push(made)
      } else if (place === 'decoded') {
        for (const decode of [text, (value: string) => text(text(value)), percent, (value: string) => percent(percent(value)), unescaped, again])
          frames.push(write(`<body>${decode(payload)}</body>`))
      } else frames.push(write(templates[place].replaceAll('{}', () => payload)))
      if (frames.length % 40 === 0) await pause(50)
    }
    await pause(600)
    for (const { contentDocument: inside } of frames) {
      if (!inside) continue
      for (const element of inside.querySelectorAll<HTMLElement>('*')) {
        for (const name of element.getAttributeNames().filter((name) => name.startsWith('on')))
          element.dispatchEvent(new Event(name.slice(2), { bubbles: true }))
        if (element.matches('a, area, button, input[type=submit], [popovertarget]'))
          element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
      }
    }
    await pause(600)
    return found
  }, [payloads, places] as const)
  server.close()
  server.closeAllConnections()
  for (const text of reached) numberIn(text)
  return ran
}
