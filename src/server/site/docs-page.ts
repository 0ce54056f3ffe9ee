import { problems } from '#contract/problem.ts'

type Json = Record<string, unknown>

const escape = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
const pretty = (value: unknown) => `<pre tabindex="0">${escape(JSON.stringify(value, null, 2))}</pre>`

const who: Record<string, string> = {
  anyone: 'anybody', 'signed-in': 'everybody, for themselves', owner: 'the owner, and administrators', administrator: 'administrators',
}

const style = `
:root{color-scheme:light dark;--text:#111a1d;--text2:#455257;--bg:#fff;--subtle:#f8fafb;--border:#dfe5e7;--accent:#00656e}
@media(prefers-color-scheme:dark){:root{--text:#e9edee;--text2:#b0b9bd;--bg:#101517;--subtle:#151a1d;--border:#293134;--accent:#71cfd9}}
body{box-sizing:border-box;margin:0 auto;max-width:960px;overflow-wrap:anywhere;
padding:24px;background:var(--bg);color:var(--text);font:13px/20px system-ui,sans-serif}
h1{font-size:20px;line-height:28px}h2{font:600 13px/20px ui-monospace,monospace;margin:0;overflow-wrap:anywhere}a{color:var(--accent)}
section{border:1px solid var(--border);border-radius:8px;padding:12px;margin:12px 0}p{margin:4px 0;color:var(--text2)}
nav ul,.calls{padding:0;list-style:none}nav li{display:inline-block;margin:0 16px 4px 0}.calls li{padding:4px 0;overflow-wrap:anywhere}
.calls a{font-family:ui-monospace,monospace}[hidden]{display:none}label{display:block;margin:8px 0 2px;font-weight:600}
input,textarea,button{box-sizing:border-box;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--text2);border-radius:6px;padding:4px 8px}
input,textarea{width:100%;max-width:480px}textarea{max-width:none;font:12px/18px ui-monospace,monospace}button{margin:8px 0;cursor:pointer}
summary{cursor:pointer}pre{background:var(--subtle);border:1px solid var(--border);border-radius:6px;padding:8px;overflow:auto}
table{border-collapse:collapse}td,th{text-align:left;padding:4px 16px 4px 0;border-bottom:1px solid var(--border)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`

type Parameter = { name: string; in: string; required: boolean }
type Schema = { type?: string; properties?: Record<string, Schema>; required?: readonly string[]; enum?: readonly unknown[]; anyOf?: readonly Schema[] }
/** How a credential travels: `Authorization: Bearer`, or a header of its own. */
type Scheme = { type: string; scheme?: string; in?: string; name?: string }
type Call = { method: string; path: string; op: Json }

/** What begins a body: its required fields, empty. */
function skeleton({ type, properties = {}, required = [], enum: choices, anyOf }: Schema): unknown {
  if (choices) return choices[0]
  if (anyOf?.[0]) return skeleton(anyOf[0])
  if (type === 'object') return Object.fromEntries(Object.entries(properties).flatMap(([name, of]) => (required.includes(name) ? [[name, skeleton(of)]] : [])))
  return type === 'array' ? [] : type === 'integer' || type === 'number' ? 0 : type === 'boolean' ? false : ''
}

/** The header that a call's credential goes in, where one fits a header that a page may set. */
function headerOf(op: Json, schemes: Record<string, Scheme>): string | undefined {
  const named = (op.security as Json[]).flatMap((item) => Object.keys(item))
  const found = named.map((name) => schemes[name]).find((scheme) => scheme?.scheme === 'bearer' || scheme?.in === 'header')
  return found === undefined ? (named.length === 0 ? '' : undefined) : found.scheme === 'bearer' ? 'Authorization' : found.name
}

/** Shown by the page's script: without one there is nothing to send with. */
function tryIt({ method, path, op }: Call, schemes: Record<string, Scheme>): string {
  const header = headerOf(op, schemes)
  if (header === undefined) return '<p>Only the console calls this, with its session.</p>'
  const id = escape(String(op.operationId))
  const parameters = ((op.parameters ?? []) as Parameter[]).filter((one) => one.in !== 'header')
  const fields = parameters.map(
    (one) => `<label for="${id}-${one.name}">${escape(one.name)}${one.required ? '' : ' (optional)'}</label>
<input id="${id}-${one.name}" name="${escape(one.name)}" data-in="${one.in}" autocomplete="off"${one.required ? ' required' : ''}>`,
  )
  const schema = (op.requestBody as { content: Record<string, { schema: Schema }> } | undefined)?.content['application/json']?.schema
  const body = schema
    ? `<label for="${id}-body">Body</label>
<textarea id="${id}-body" data-body rows="6" spellcheck="false">${escape(JSON.stringify(skeleton(schema), null, 2))}</textarea>`
    : ''
  return `<details class="try" hidden><summary>Try it</summary><form data-method="${method.toUpperCase()}" data-path="${escape(path)}" data-header="${header}">
${fields.join('')}${body}<div><button>Send</button></div><div role="status"></div></form></details>`
}

function operation(call: Call, schemes: Record<string, Scheme>): string {
  const { method, path, op } = call
  const body = op.requestBody as { content: Record<string, { schema: unknown }> } | undefined
  const responses = Object.entries(op.responses as Record<string, { description: string; content?: Record<string, { schema: unknown }> }>)
  const credentials = (op.security as Json[]).map((item) => Object.keys(item)[0] ?? 'none').join(', ')
  const success = responses
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { content }]) =>
      content?.['application/json']
        ? `<details><summary>Reply ${status}</summary>${pretty(content['application/json'].schema)}</details>`
        : `<p>Reply ${status}, ${content ? escape(Object.keys(content).join(', ')) : 'no body'}.</p>`,
    )
  const refusals = responses.filter(([status]) => !status.startsWith('2')).map(([status, { description }]) => `${status} ${escape(description)}`)
  return `<section id="${escape(String(op.operationId))}"><h2>${method.toUpperCase()} ${escape(path)}</h2>
<p>${escape(String(op.summary))}. For ${who[String(op['x-who'])] ?? ''}; credential: ${escape(credentials)}.</p>
${body ? `<details><summary>Body</summary>${pretty(body.content['application/json']?.schema)}</details>` : ''}${success.join('')}
<details><summary>Refusals</summary><p>${refusals.join('<br>')}</p></details>${tryIt(call, schemes)}</section>`
}

const words: Record<string, string> = { api: 'API', tsig: 'TSIG', certcentral: 'CertCentral', one: 'DigiCert ONE' }
/** `certcentral-key` → `CertCentral key`. */
const titleOf = (noun: string) => {
  const [first = '', ...rest] = noun.split('-')
  return [words[first] ?? `${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...rest].join(' ')
}

export interface Docs {
  /** Paths of the pages: `/docs`, and one a noun. */
  readonly paths: readonly string[]
  page(path: string, nonce: string): string
}

/** The API's pages, made from the OpenAPI document: what there is, and one page a noun. The script adds the search and **Try it**. */
export function createDocs(document: Json): Docs {
  const { info, paths, components } = document as {
    info: { title: string; version: string; description: string }
    paths: Record<string, Record<string, Json>>
    components: { securitySchemes: Record<string, Scheme> }
  }
  const calls = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]): Call => ({ method, path, op })))
  const nounOf = ({ op }: Call) => String(op['x-action']).split('.')[0]!
  const nouns = Map.groupBy(calls, nounOf)
  const links = `<nav aria-label="Nouns"><ul><li><a href="/docs">All calls</a></li>${[...nouns.keys()]
    .map((noun) => `<li><a href="/docs/${noun}">${titleOf(noun)}</a></li>`).join('')}</ul></nav>`
  const codes = Object.entries(problems).map(([code, [status, title]]) => `<tr id="${code}"><td>${status}</td><td>${code}</td><td>${escape(title)}</td></tr>`)

  const wrapped = (title: string, content: string, nonce: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>` +
    `<style nonce="${nonce}">${style}</style><script src="/docs/script.js" defer></script></head><body><main>${content}</main></body></html>`

  const all = `<h1>${escape(info.title)} API ${escape(info.version)}</h1>
<p>${escape(info.description)} The same as <a href="/openapi.json">openapi.json</a>.</p>${links}
<div id="search" hidden><label for="words">Search</label><input id="words" type="search" autocomplete="off"><p role="status" id="found"></p></div>
<ul class="calls">${calls.map((call) => `<li id="${escape(String(call.op.operationId))}">
<a href="/docs/${nounOf(call)}#${escape(String(call.op.operationId))}">${call.method.toUpperCase()} ${escape(call.path)}</a>
${escape(String(call.op.summary))}</li>`).join('')}</ul>
<h1>Error codes</h1><table><thead><tr><th>Status</th><th>Code</th><th>Meaning</th></tr></thead><tbody>${codes.join('')}</tbody></table>`

  const ofNoun = (noun: string, of: readonly Call[]) => `<h1>${titleOf(noun)}</h1>${links}
<div id="token" hidden><label for="credential">Your token or key</label><input id="credential" type="password" autocomplete="off" spellcheck="false">
<p>For Try it. It is kept in this page alone and is gone when you leave it; calls go to this server, and do what they say.</p></div>
${of.map((call) => operation(call, components.securitySchemes)).join('\n')}`

  return {
    paths: ['/docs', ...[...nouns.keys()].map((noun) => `/docs/${noun}`)],
    page(path, nonce) {
      const noun = path.slice('/docs/'.length)
      const of = nouns.get(noun)
      return of ? wrapped(`${titleOf(noun)} · ${info.title} API`, ofNoun(noun, of), nonce) : wrapped(`${info.title} API`, all, nonce)
    },
  }
}
