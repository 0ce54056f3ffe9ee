import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/*
 * The conventions of the project as assertions, each with its reason (S15). Paths are relative to the project's root.
 */

const root = resolve(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const sources = files.filter(
  (file) => /\.(ts|tsx|mjs)$/.test(file) && /^(src|mocks|e2e|bench|checks|scripts)\//.test(file) && file !== 'mocks/mockServiceWorker.js',
)
const text = (file: string) => readFileSync(join(root, file), 'utf8')
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.startsWith('src/server/testing/') || /(^|\/)test-[a-z-]+\.ts$/.test(file)

interface Import {
  from: string
  to: string
  /** Of nothing but types: nothing of it runs here. */
  typesOnly: boolean
}

const aliases: Record<string, string> = { '#contract/': 'src/contract/', '#server/': 'src/server/', '#web/': 'src/web/', '#mocks/': 'mocks/' }

/** Every import of a file: project paths relative to the root, packages by name. */
function importsOf(from: string): Import[] {
  return [...text(from).matchAll(/(?:^|\s)((?:import|export)\s(?:[^'"();]*?\sfrom\s)?)['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g)].map((match) => {
    const target = (match[2] ?? match[3])!
    const alias = Object.keys(aliases).find((name) => target.startsWith(name))
    const to = alias ? target.replace(alias, aliases[alias]!) : target.startsWith('.') ? relative(root, resolve(root, dirname(from), target)) : target
    return { from, to, typesOnly: /^(?:import|export) type\s/.test(match[1] ?? '') }
  })
}

const imports = sources.flatMap(importsOf)
const stray = (wrong: (edge: Import) => boolean) => imports.filter(wrong).map(({ from, to }) => `${from} → ${to}`)

/** The room of a path: contract, server, testing, web, mocks, e2e, checks, bench, scripts, main, or `package`. */
function room(path: string): string {
  if (path.startsWith('src/main')) return 'main'
  if (path.startsWith('src/server/testing/')) return 'testing'
  const found = /^(?:src\/)?(contract|server|web|mocks|e2e|checks|bench|scripts)\//.exec(path)
  return found?.[1] ?? (path.startsWith('src/') ? 'src' : 'package')
}

const mayReach: Record<string, string[]> = {
  contract: ['contract'],
  server: ['server', 'contract'],
  testing: ['testing', 'server', 'contract'],
  web: ['web', 'contract'],
  mocks: ['mocks', 'server', 'contract'],
  main: ['web', 'mocks'],
  e2e: ['e2e', 'mocks', 'contract', 'testing'],
  checks: ['checks', 'server', 'testing', 'contract', 'scripts', 'mocks'],
  bench: ['bench', 'server', 'testing', 'contract', 'scripts', 'mocks', 'web', 'checks'],
  scripts: ['scripts', 'server', 'testing', 'contract', 'checks'],
  src: ['contract', 'server', 'web'],
}

describe('arrows', () => {
  it('rooms reach only what they stand on', () => {
    const wrong = stray(({ from, to }) => {
      const [a, b] = [room(from), room(to)]
      if (b === 'package' || mayReach[a]?.includes(b)) return false
      if (a === 'e2e' && from === 'e2e/world/fixtures.ts' && to === 'src/server/node.ts') return false
      return !(b === 'testing' && isTest(from))
    })
    expect(
      wrong,
      'web → contract ← server; mocks → server, contract; e2e → mocks, contract. Anything else carries SQL into the browser or pages into the server.',
    ).toEqual([])
  })

  it('contract imports zod and nothing else', () => {
    const wrong = stray(({ from, to }) => room(from) === 'contract' && !isTest(from) && room(to) === 'package' && to !== 'zod')
    expect(wrong, 'The contract is bundled for the browser: with a server framework in it, it weighs four times as much.').toEqual([])
  })

  it('main reaches mocks by dynamic import only', () => {
    const wrong = [...text('src/main.tsx').matchAll(/^import .*mocks.*$/gm)].map((match) => match[0])
    expect(wrong, 'A static import would put the demo into the production bundle.').toEqual([])
  })

  const part = (path: string) => /^src\/web\/([a-z-]+)(?:\/|\.)/.exec(path)?.[1] ?? ''
  const below: Record<string, string[]> = {
    start: ['routes', 'paths', 'client', 'feedback', 'ui'],
    routes: ['routes', 'pages', 'layout', 'paths', 'client', 'feedback', 'ui'],
    pages: ['table', 'form', 'feedback', 'layout', 'client', 'ui', 'paths'],
    layout: ['layout', 'feedback', 'client', 'ui', 'paths'],
    table: ['table', 'feedback', 'client', 'ui', 'paths'],
    form: ['form', 'feedback', 'client', 'ui', 'paths'],
    feedback: ['feedback', 'client', 'ui'],
    client: ['client', 'paths'],
    ui: ['ui'],
    paths: [],
  }

  it('the parts of web lean one way', () => {
    const wrong = stray(({ from, to }) => {
      if (room(from) !== 'web' || room(to) !== 'web' || isTest(from)) return false
      const [a, b] = [part(from), part(to)]
      if (a === 'pages' && b === 'pages') {
        const page = (path: string) => path.split('/')[3]
        return page(from) !== page(to) && !/\/(columns\.tsx|queries\.ts)$|^src\/web\/pages\/credential\//.test(to)
      }
      return !below[a]?.includes(b)
    })
    expect(
      wrong,
      "routes → pages → table, form, feedback, layout → client, ui. A page may take another noun's columns.tsx and queries.ts, nothing else of it, and " +
        "what pages of credentials have in common (rules: Pages of another noun).",
    ).toEqual([])
  })

  it('ui knows no router, form, query or contract', () => {
    const wrong = stray(
      ({ from, to }) =>
        part(from) === 'ui' &&
        !isTest(from) &&
        !/^(@mui|@emotion|react$|react\/|react-dom|lucide-react|@fontsource-variable|src\/web\/ui\/|\.)/.test(to) &&
        !to.endsWith('.css') &&
        to !== 'src/contract/zones.ts' &&
        to !== 'src/contract/several.ts',
    )
    expect(
      wrong,
      "A future change of kit then touches one folder. The arithmetic of zones is nobody's shape: times are drawn with it, and found with it. Nor are counts.",
    ).toEqual([])
  })

  it('only the host adapters know Node', () => {
    const allowed = /^src\/server\/(node\.ts|node\/|db\/(node-[a-z-]+|postgres)\.ts)/
    const wrong = stray(({ from, to }) => /^src\/(server|contract|web)\//.test(from) && !isTest(from) && to.startsWith('node:') && !allowed.test(from))
    expect(wrong, 'The same server plays inside a browser tab, where there is no node:.').toEqual([])
  })

  it('only the rooms of the database know which it is', () => {
    const wrong = sources.filter(
      (file) => room(file) === 'server' && !isTest(file) && !file.startsWith('src/server/db/') && /['"`](?:postgres|sqlite)['"`]/.test(text(file)),
    )
    expect(wrong, 'Another database is then one folder: elsewhere a store is asked what it can do (`shared`, `lock`, `texts`).').toEqual([])
  })

  /** The rooms of the server, each with those below it that it may reach: a room names none that comes after it, so no arrow goes upward. */
  const floors: readonly (readonly [room: string, reaches: string])[] = [
    ['ground', ''],
    ['dns', 'ground'],
    ['db', 'ground'],
    ['clock', 'ground db'],
    ['secrets', 'ground db'],
    ['credentials', 'ground db clock secrets'],
    ['list', 'ground db'],
    ['audit', 'ground db secrets'],
    ['http', 'ground credentials'],
    ['pipeline', 'ground db clock secrets credentials audit http'],
    ['site', 'ground db audit http pipeline'],
    ['nouns', 'ground dns db clock secrets credentials list audit http pipeline'],
    ['app', 'ground db clock secrets credentials audit http pipeline nouns'],
    ['node', 'ground db secrets credentials http site nouns app'],
  ]
  /** Flat files that are a room of their own; the others are the ground. */
  const alone = ['app', 'clock', 'node']
  const ground = ['addresses', 'bytes', 'host', 'problem', 'time', 'turn']
  const floor = (path: string) => {
    const [first, second] = path.replace('src/server/', '').split('/') as [string, string?]
    const name = first.replace(/\.ts$/, '')
    return second === undefined && !alone.includes(name) ? 'ground' : name
  }

  it('no arrow of the server goes upward', () => {
    const at = (name: string) => floors.findIndex(([known]) => known === name)
    const upward = floors.flatMap(([name, reaches]) => reaches.split(' ').filter((below) => at(below) >= at(name)).map((below) => `${name} → ${below}`))
    expect(upward, 'The table itself.').toEqual([])
    const wrong = stray(({ from, to }) => {
      if (room(from) !== 'server' || room(to) !== 'server' || isTest(from)) return false
      const [a, b] = [floor(from), floor(to)]
      return a !== b && !floors.find(([name]) => name === a)?.[1].split(' ').includes(b)
    })
    const way = 'node → app → nouns, site → pipeline → http, audit, list, credentials, secrets, clock → db, dns → ground'
    expect(wrong, `${way}. What a lower room needs of a higher one, app hands it.`).toEqual([])
  })

  it('what happens to every call knows no vendor', () => {
    const general = sources.filter((file) =>
      /^src\/server\/(?:pipeline\/(?:serve|doors|actor|route|replies|step-up|limits|call-limit|denials|begin-session)|site\/openapi)\.ts$/.test(file),
    )
    expect(general).toHaveLength(11)
    expect(
      general.filter((file) => /certcentral|digicert|one-token|['"`]one['"`]/i.test(text(file))),
      'A way in is a door that a noun brings (pipeline/doors.ts).',
    ).toEqual([])
  })

  it('few files of the server lie flat', () => {
    const flat = files.map((file) => /^src\/server\/([a-z-]+)\.ts$/.exec(file)?.[1]).filter((name) => name !== undefined)
    expect(flat.filter((name) => ![...alone, ...ground].includes(name)), 'Put it into the room of its subject, or a noun into nouns/.').toEqual([])
  })

  const noun = (path: string) => /^src\/server\/nouns\/([a-z-]+)\//.exec(path)?.[1]
  /** What one noun knows of another all the same, and why. */
  const doorways: readonly { from: string; to: RegExp; types?: true; why: string }[] = [
    { from: 'inventory', to: /\/rows\.ts$/, why: 'It counts all kinds of credentials, each as its own list counts them.' },
    { from: 'lookup', to: /\/(?:tsig-keys|auth-keys)\/rows\.ts$/, why: 'It looks for a value among all kinds.' },
    { from: 'account-facts', to: /\/auth-keys\/rows\.ts$/, why: 'The vendor\'s answer about the account says whether there is an AuthKey.' },
    { from: 'certcentral-keys', to: /\/account-facts\/store\.ts$/, types: true, why: 'app hands it the facts.' },
    { from: 'certcentral-users', to: /\/account-facts\/store\.ts$/, types: true, why: 'app hands it the facts.' },
    { from: 'certcentral-users', to: /\/certcentral-keys\/changes\.ts$/, types: true, why: 'A service user comes with a key; app hands it the changes.' },
    { from: 'users', to: /\/invitations\/routes\.ts$/, types: true, why: 'A user begins with an invitation; app hands it those.' },
  ]

  it('a noun of the server reaches another only through app', () => {
    const across = imports.filter(({ from, to }) => !isTest(from) && noun(from) !== undefined && noun(to) !== undefined && noun(from) !== noun(to))
    const doorway = ({ from, to, typesOnly }: Import) => doorways.find((door) => door.from === noun(from) && door.to.test(to) && (!door.types || typesOnly))
    expect(across.filter((edge) => !doorway(edge)).map(({ from, to }) => `${from} → ${to}`), 'What app hands over is all a noun has of another.').toEqual([])
    expect(doorways.filter((door) => !across.some((edge) => doorway(edge) === door)), 'Nobody goes through this any more: take it off the list.').toEqual([])
  })
})

describe('conventions', () => {
  it('files are named in kebab-case', () => {
    const wrong = sources.filter((file) => !/^(?:[a-z0-9]+[-.])*[a-z0-9]+\.(?:ts|tsx|mjs)$/.test(file.split('/').at(-1)!))
    expect(wrong, 'One way to write a name: some file systems cannot tell two cases apart.').toEqual([])
  })

  it('no folder is named after nothing', () => {
    const wrong = files.filter((file) => /(^|\/)(utils?|helpers?|common|lib|hooks)(\/|\.tsx?$)/.test(file))
    expect(wrong, 'A home named after nothing attracts everything.').toEqual([])
  })

  it('no hand-written file has more than 400 lines, and few more than 250', () => {
    const lengths = sources.map((file) => [text(file).split('\n').length, file] as const).sort(([a], [b]) => a - b)
    expect(lengths.filter(([lines]) => lines > 400)).toEqual([])
    expect(lengths[Math.floor(lengths.length / 2)]![0], 'median').toBeLessThanOrEqual(90)
    expect(lengths[Math.floor(lengths.length * 0.9)]![0], 'p90').toBeLessThanOrEqual(250)
  })

  it('no line has more than 160 columns', () => {
    const own = files.filter((file) => sources.includes(file) || file.endsWith('.css'))
    const long = own.flatMap((file) => text(file).split('\n').flatMap((line, at) => (line.length > 160 ? [`${file}:${at + 1}`] : [])))
    expect(long, 'Longer lines are not read to their end, and a change in one is not seen (S19).').toEqual([])
  })

  it('flat in e2e lie the tests and the screenshots', () => {
    const wrong = files.filter((file) => /^e2e\/[^/]+$/.test(file) && !/\.(?:e2e|setup)\.ts$|\/screens(?:hots)?\.ts$/.test(file))
    expect(wrong, 'What tests stand on has its room: e2e/world.').toEqual([])
  })

  it('pages hold no style', () => {
    const wrong = sources.filter((file) => file.startsWith('src/web/pages/') && /\bsx=|\bstyled\(|#[0-9a-f]{6}\b|\d+px|className=/.test(text(file)))
    expect(wrong, 'Style lives in the theme and in ui (S20).').toEqual([])
  })

  it('nothing writes HTML or evaluates text', () => {
    const wrong = sources.filter(
      (file) => file.startsWith('src/web/') && /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(text(file)),
    )
    expect(wrong, 'Trusted Types allow no policy at all.').toEqual([])
  })

  // Failed on the changes of many keys, whose forms took anything: a hook that is given a form without its resolver takes it away.
  it('every form has its rules', () => {
    const wrong = sources.filter((file) => file.startsWith('src/web/') && !isTest(file)).flatMap((file) =>
      [...text(file).matchAll(/\b(?:useForm|createFormControl)(?:<[^>]*>)?\(/g)].flatMap((match) => {
        const rest = text(file).slice(match.index + match[0].length)
        let open = 1
        const end = [...rest].findIndex((sign) => (open += sign === '(' ? 1 : sign === ')' ? -1 : 0) === 0)
        return /(?:^|[\s{])resolver\b/.test(rest.slice(0, end)) ? [] : [`${file}: ${match[0]}${rest.slice(0, end)})`]
      }),
    )
    expect(wrong, "A form checks with the contract's own shapes before it asks (form/shapes.ts): give it a resolver.").toEqual([])
  })

  it('a count and its things are said in one way', () => {
    const byHand = /=== 1 \? (?:''|'1 )|\? '' : 's'|=== 1 \? '([a-z]+)' : '\1s'/
    const wrong = sources.filter((file) => file.startsWith('src/web/') && !isTest(file) && byHand.test(text(file)))
    expect(wrong, '`several` (contract/several.ts) has the number, its thousands and the thing in one or in many.').toEqual([])
  })

  it('AES is used in one place', () => {
    const wrong = sources.filter((file) => /create(De|C)ipheriv/.test(text(file)) && file !== 'src/server/node/host.ts' && file !== 'src/architecture.test.ts')
    expect(wrong, 'Node accepts a shortened tag unless authTagLength is given: one wrapper gives it.').toEqual([])
  })

  it('public holds only what production serves', () => {
    expect(files.filter((file) => file.startsWith('public/')).sort()).toEqual(['public/favicon.svg', 'public/theme.js'])
  })

  it('every dependency has its sentence', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(text('package.json')) as Record<string, Record<string, string>>
    const page = text('docs/dependencies.md')
    const all = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies })
    const missing = all.filter((name) => !page.includes(`\`${name}\``))
    expect(missing).toEqual([])
  })

  it('every procedure has an end-to-end test that carries its number', () => {
    const titles = sources.filter((file) => file.startsWith('e2e/')).map(text).join('\n')
    const numbers = [...text('docs/procedures.md').matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, number]) => number!)
    expect(numbers.length).toBeGreaterThan(20)
    expect(numbers.filter((number) => !new RegExp(`\\(\\s*['"\`]${number} `).test(titles))).toEqual([])
  })

  // Failed on 60 comments that cited pages nobody here has.
  it('what a comment or a title cites is defined here', () => {
    const rules = text('docs/rules.md')
    const defined = new Set(
      [...rules.matchAll(/^- \*\*(S\d+)\*\*/gm), ...text('docs/procedures.md').matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, number]) => number!),
    )
    const named = new Set([...rules.matchAll(/^\| ([A-Z][^|]+?) \| [^-\s]/gm)].map(([, name]) => name!))
    // The end of a line may stand within a name.
    const cited = sources.filter((file) => file !== 'src/architecture.test.ts').flatMap((file) => {
      const flat = text(file).replace(/\n\s*(?:\*|\/\/)?\s*/g, ' ')
      return [
        ...[...flat.matchAll(/\(((?:[SDTCAOKHG]\d{1,2}(?:–[A-Z]\d+)?(?:, )?)+)(?:: [^)]*)?\)/g)].flatMap(([, list]) =>
          list!.match(/[A-Z]\d+/g)!.filter((number) => !defined.has(number)),
        ),
        ...[...flat.matchAll(/\(rules: ([^)]+)\)/g)].filter(([, name]) => !named.has(name!)).map(([cite]) => cite),
        ...[...flat.matchAll(/\brulings\b|\bresearch\/[\w-]+/g)].map(([cite]) => cite),
      ].map((what) => `${file}: ${what}`)
    })
    expect(cited, 'Define it in docs/rules.md or docs/procedures.md, or say it in words.').toEqual([])
  })
})
