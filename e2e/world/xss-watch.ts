import type { Page } from '@playwright/test'
import { canary } from '#server/testing/xss-payloads.ts'
import { expect } from './fixtures.ts'

/** Whatever a payload may bring about on a page, written down. */
export function listen(page: Page): string[] {
  const heard: string[] = []
  page.on('dialog', (dialog) => {
    if (dialog.type() === 'beforeunload') return void dialog.accept()
    heard.push(`a dialog said ${dialog.message()}`)
    return void dialog.dismiss()
  })
  page.context().on('request', (request) => void (URL.parse(request.url())?.hostname.endsWith(canary) && heard.push(`asked for ${request.url()}`)))
  return heard
}

/** What stands in the document that nobody of this world put there: text that became elements, handlers, addresses or styles. */
const strangers = (page: Page) => page.evaluate((host) => {
  const found: string[] = []
  const known = new Set(['html', 'head', 'body', 'title', 'noscript', 'template'])
  const foreign = new Set([
    'iframe',
    'frame',
    'frameset',
    'object',
    'embed',
    'base',
    'marquee',
    'img',
    'image',
    'picture',
    'video',
    'audio',
    'source',
    'math',
    'plaintext',
    'xmp',
    'xss',
    'animate',
    'animatemotion',
    'animatetransform',
    'set',
    'discard',
    'feimage',
    'area',
    'map',
    'mglyph',
    'noembed',
    'font',
  ])
  const addresses = new Set(['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'poster', 'background', 'ping', 'srcset', 'srcdoc'])
  for (const element of document.querySelectorAll('*')) {
    const tag = element.localName
    const shown = element.outerHTML.slice(0, 150)
    if (foreign.has(tag)) found.push(`an element: ${shown}`)
    if (tag === 'script' && !/^\/(?:assets\/|theme\.js)/.test(element.getAttribute('src') ?? '')) found.push(`a script: ${shown}`)
    // The demo's own stands in the head, where no text of a page goes.
    if (tag === 'meta' && element.hasAttribute('http-equiv') && !document.head.contains(element)) found.push(`a meta: ${shown}`)
    if (known.has(tag)) continue
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`a handler: ${shown}`)
      if (
        addresses.has(name) &&
        (/^[\s\x00-\x1f]*(?:javascript|data|vbscript|blob):/i.test(value) || (/^(?:[a-z]*:)?[/\\]{2}/i.test(value) && value.includes(host)))
      )
        found.push(`an address: ${shown}`)
    }
  }
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) if (rule.cssText.includes(host)) found.push(`a style: ${rule.cssText}`)
  }
  return found
}, canary)

const plain = (text: string) => text.replaceAll(/[\s\u2028\u2029]+/g, ' ').trim()

/** All that this page says to somebody: text, what fields hold, and the words that are only heard. */
const saidBy = (page: Page) => page.evaluate(() => [
  document.body.innerText, document.body.textContent,
  ...[...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map((field) => field.value),
  ...[...document.querySelectorAll('[aria-label], [title]')].flatMap((element) => [
    element.getAttribute('aria-label') ?? '',
    element.getAttribute('title') ?? '',
  ]),
].join('\n'))

/** Looks at the page as it is now; the answer is what it says, to be searched. */
export async function look(page: Page, heard: readonly string[], where: string): Promise<string> {
  expect(await strangers(page), where).toEqual([])
  expect(heard, where).toEqual([])
  return plain(await saidBy(page))
}

/** Which of these a page or several have not shown letter for letter. */
export const unseen = (texts: readonly string[], said: string): string[] => texts.filter((text) => !said.includes(plain(text)))
