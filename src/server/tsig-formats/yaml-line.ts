/** A line of YAML as configuration files have it: `key: value`, `- key: value`, `- value`. */
export interface YamlLine {
  /** Columns before the key. */
  indent: number
  /** Columns before the dash, where there is one. */
  dash: number | undefined
  key: string | undefined
  /** Unquoted, without its comment; empty where the key has none. */
  value: string
}

/** A value without its quotes and comment. */
function scalar(text: string): string {
  if (text.startsWith('"')) {
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text)
    if (!quoted) return text.slice(1)
    try {
      return JSON.parse(quoted[0]) as string
    } catch {
      // NSD and Knot know no such escapes: `\034` is the name's there.
      return quoted[1]!
    }
  }
  if (text.startsWith("'")) return (/^'((?:[^']|'')*)'/.exec(text)?.[1] ?? text.slice(1)).replaceAll("''", "'")
  const comment = text.startsWith('#') ? 0 : text.search(/\s#/)
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd()
}

/** The line, or `undefined` where it has no such form. */
export function yamlLine(line: string): YamlLine | undefined {
  const found = /^(\s*)(-\s+)?(?:"?([A-Za-z_][\w./-]*)"?:(?=\s|$))?/.exec(line)!
  const [all, blanks, dash, key] = found
  if (key === undefined && dash === undefined) return undefined
  const value = scalar(line.slice(all.length).trim())
  return { indent: blanks!.length + (dash?.length ?? 0), dash: dash === undefined ? undefined : blanks!.length, key, value }
}
