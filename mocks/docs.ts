import { page } from '#server/site/docs-script.ts'

/** The server's page in the place of the console, with its own style alone: what a static host has no address for. */
export function showDocs(text: string, nonce: string): void {
  const given = new DOMParser().parseFromString(text, 'text/html')
  const style = document.createElement('style')
  style.nonce = nonce
  style.textContent = given.querySelector('style')?.textContent ?? ''
  document.querySelectorAll('link[rel=stylesheet], style').forEach((other) => other.remove())
  document.head.append(style)
  document.title = given.title
  document.documentElement.removeAttribute('data-theme')
  document.body.replaceChildren(...given.body.childNodes)
  page()
  if (location.hash !== '') document.querySelector(`#${CSS.escape(location.hash.slice(1))}`)?.scrollIntoView()
}
