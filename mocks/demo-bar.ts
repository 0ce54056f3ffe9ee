import './demo-bar.css'
import { faultNames } from './faults.ts'
import type { DemoPerson } from './demo-handle.ts'

/*
 * The demo's own control, in plain DOM outside the console's root: it belongs to the demo and not to the play.
 */

export interface DemoBarParts {
  people: readonly DemoPerson[]
  seeds: readonly (readonly [seed: string, label: string])[]
  setupPath: string | undefined
  signIn: (person: DemoPerson) => void
  begin: (seed: string) => void
  reset: () => void
  goTo: (path: string) => void
}

export interface DemoBar {
  /** Says who is signed in. */
  show(person: DemoPerson | undefined): void
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  given: { className?: string; text?: string; label?: string } = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (given.className) made.className = given.className
  if (given.text) made.textContent = given.text
  if (given.label) made.setAttribute('aria-label', given.label)
  made.append(...children)
  return made
}

function button(text: string, run: () => void, note?: string): HTMLButtonElement {
  const made = element('button', { text })
  made.type = 'button'
  made.addEventListener('click', run)
  if (note) made.append(element('small', { text: ` ${note}` }))
  return made
}

const group = (label: string, buttons: readonly HTMLElement[]) => {
  const list = element('div', { className: 'demo-list', label }, buttons)
  list.setAttribute('role', 'group')
  return element('div', {}, [element('p', { className: 'demo-label', text: label }), list])
}

/** Puts the bar at the foot of the page. */
export function demoBar({ people, seeds, setupPath, signIn, begin, reset, goTo }: DemoBarParts): DemoBar {
  const summary = element('summary', { text: 'Demo' })
  const of = (role: DemoPerson['role']) => people.filter((person) => person.role === role).map((person) => button(person.name, () => signIn(person)))
  const panel = element('div', { className: 'demo-panel' })
  const details = element('details', {}, [summary, panel])

  // Made when it is opened: until then no test finds a hidden button of the demo where it looks for one of the console.
  const fill = () => {
    if (panel.hasChildNodes()) return
    panel.append(element('p', { text: 'The whole server runs in this tab. Nothing leaves it, and a reload starts again. Its nameservers are simulated.' }))
    if (setupPath !== undefined) panel.append(group('Nobody is here yet', [button('Make the first administrator', () => goTo(setupPath))]))
    if (people.length > 0) panel.append(group('Sign in as an administrator', of('administrator')), group('Sign in as a user', of('user')))
    panel.append(
      group('Start again', [button('Reset', reset), ...seeds.map(([seed, label]) => button(label, () => begin(seed)))]),
      element('p', { className: 'demo-label', text: 'Failures by name' }),
      element('p', { text: `Type one of these as a name, and that call fails: ${faultNames.filter((name) => name !== 'fail-hold').join(', ')}.` }),
    )
  }
  details.addEventListener('toggle', () => details.open && fill())
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !details.open) return
    details.open = false
    summary.focus()
  })
  document.addEventListener('pointerdown', (event) => {
    if (details.open && !details.contains(event.target as Node)) details.open = false
  })
  const bar = element('aside', { className: 'demo-bar', label: 'Demo' }, [details])
  document.body.append(bar)

  return {
    show(person) {
      summary.textContent = person === undefined ? 'Demo: choose who you are' : `Demo: signed in as ${person.name}`
      summary.append(element('span', { text: person === undefined ? '' : 'switch person · reset' }))
      // Whoever is nobody has nothing better to do than to choose; beside the form, where there is a beside.
      bar.classList.toggle('demo-aside', person === undefined)
      details.open = person === undefined && matchMedia('(min-width: 1024px)').matches
    },
  }
}

/** Says in the console's place why there is nothing to see. */
export function showMessage(title: string, text: string): void {
  const again = element('a', { text: 'Start with the defaults' })
  again.href = '/?as=&seed=&clock=&faults=&keep=&bar=&share=&console='
  document.title = 'Countersign demo'
  document.getElementById('root')?.replaceChildren(
    element('main', { className: 'demo-message' }, [element('h1', { text: title }), element('p', { text }), element('p', {}, [again])]),
  )
}
