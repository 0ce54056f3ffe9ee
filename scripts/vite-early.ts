import type { Plugin } from 'vite'

/** What `main.tsx` asks for on every page: the console itself, and the frame of all but sign-in, setup and invitation. */
const always = /\/src\/web\/(?:start|pages\/shell\/shell)\.tsx$/

/** Names the files of the first page in `index.html`, so that they come together with `main.tsx` and not after it: one round trip less. */
export function early(): Plugin {
  return {
    name: 'countersign-early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = new Map(Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
        const wanted = new Set<string>()
        const want = (name: string) => {
          if (wanted.has(name)) return
          wanted.add(name)
          chunks.get(name)?.imports.forEach(want)
        }
        for (const chunk of chunks.values()) if (always.test(chunk.facadeModuleId ?? '')) want(chunk.fileName)
        const tags = [...wanted].filter((name) => !html.includes(name)).map((name) => `  <link rel="modulepreload" crossorigin href="/${name}">\n  `)
        return html.replace('</head>', `${tags.join('')}</head>`)
      },
    },
  }
}
