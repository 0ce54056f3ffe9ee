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
body{margin:0 auto;max-width:960px;padding:24px;background:var(--bg);color:var(--text);font:13px/20px system-ui,sans-serif}
h1{font-size:20px;line-height:28px}h2{font:600 13px/20px ui-monospace,monospace;margin:0;overflow-wrap:anywhere}a{color:var(--accent)}
section{border:1px solid var(--border);border-radius:8px;padding:12px;margin:12px 0}p{margin:4px 0;color:var(--text2)}
summary{cursor:pointer}pre{background:var(--subtle);border:1px solid var(--border);border-radius:6px;padding:8px;overflow:auto}
table{border-collapse:collapse}td,th{text-align:left;padding:4px 16px 4px 0;border-bottom:1px solid var(--border)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`

function operation(method: string, path: string, op: Json): string {
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
<details><summary>Refusals</summary><p>${refusals.join('<br>')}</p></details></section>`
}

/** The API in one page: no script at all, made from the OpenAPI document. */
export function docsPage(document: Json, nonce: string): string {
  const { info, paths } = document as { info: { title: string; version: string; description: string }; paths: Record<string, Record<string, Json>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, op]) => operation(method, path, op)))
  const codes = Object.entries(problems).map(([code, [status, title]]) => `<tr id="${code}"><td>${status}</td><td>${code}</td><td>${escape(title)}</td></tr>`)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(info.title)} ` +
    `API</title><style nonce="${nonce}">${style}</style></head>
<body><main><h1>${escape(info.title)} API ${escape(info.version)}</h1><p>${escape(info.description)} The same as <a href="/openapi.json">openapi.json</a>.</p>
${operations.join('\n')}<h1>Error ` +
  `codes</h1><table><thead><tr><th>Status</th><th>Code</th><th>Meaning</th></tr></thead><tbody>${codes.join('')}</tbody></table></main></body></html>`
}
