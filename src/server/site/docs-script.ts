/*
 * The script of the API's pages. Its text is served as it stands here, so it names nothing outside of itself. Nothing is written as
 * HTML, and what the reader pastes is in its field and nowhere else.
 */
export function page(): void {
  const show = (id: string) => document.querySelector(`#${id}`)?.removeAttribute('hidden')

  const words = document.querySelector<HTMLInputElement>('#words')
  const found = document.querySelector('#found')
  show('search')
  words?.addEventListener('input', () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean)
    let count = 0
    for (const line of document.querySelectorAll<HTMLElement>('.calls li')) {
      const text = line.textContent.toLowerCase()
      line.hidden = !wanted.every((word) => text.includes(word))
      if (!line.hidden) count++
    }
    if (found) found.textContent = wanted.length === 0 ? '' : `${count} ${count === 1 ? 'call' : 'calls'}`
  })

  const credential = document.querySelector<HTMLInputElement>('#credential')
  show('token')
  for (const part of document.querySelectorAll<HTMLElement>('.try')) part.hidden = false
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    event.preventDefault()
    void send(form)
  })

  async function send(form: HTMLFormElement) {
    const { method = 'GET', path = '/', header = '' } = form.dataset
    const out = form.querySelector('[role=status]')!
    const say = (line: string, text = '') => {
      const head = document.createElement('p')
      head.textContent = line
      const body = document.createElement('pre')
      body.tabIndex = 0
      body.textContent = text
      out.replaceChildren(head, ...(text === '' ? [] : [body]))
    }
    const query = new URLSearchParams()
    let filled = path
    for (const input of form.querySelectorAll<HTMLInputElement>('input[data-in]')) {
      if (input.dataset['in'] === 'path') filled = filled.replace(`{${input.name}}`, () => encodeURIComponent(input.value))
      else if (input.value !== '') query.append(input.name, input.value)
    }
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json, */*' }
    if (header !== '') {
      const value = credential?.value.trim() ?? ''
      if (value === '') {
        say('Paste your token or key first: the field is at the top.')
        credential?.focus()
        return
      }
      headers[header] = header === 'Authorization' ? `Bearer ${value}` : value
    }
    const body = form.querySelector<HTMLTextAreaElement>('[data-body]')?.value
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    say('Sent …')
    try {
      // Not with the session of a console that is open beside this page.
      const reply = await fetch(filled + (query.size > 0 ? `?${query.toString()}` : ''), {
        method, headers, body: body ?? null, credentials: 'omit', cache: 'no-store', redirect: 'error',
      })
      const text = await reply.text()
      let shown = text
      try {
        shown = JSON.stringify(JSON.parse(text), null, 2)
      } catch {
        // Then it is text.
      }
      say(`${reply.status} ${reply.statusText}`, shown)
    } catch {
      say('No answer: the server cannot be reached, or this value cannot stand in a header.')
    }
  }
}

export const docsScript = `(${page.toString()})()`
