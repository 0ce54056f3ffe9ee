import { looksLikeAlgorithm, type Findings } from './findings.ts'
import { settingOf, Settings, type Setting } from './settings.ts'
import { shellWords } from './shell-words.ts'

/** `NAME=value` of an environment file, `name = value` of an INI file, with or without `export`. */
const assignment = /^(?:export\s+|ENV\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/

interface Assigned {
  variable: string
  setting: Setting
  /** Counts what stands together: an empty line ends it. */
  paragraph: number
}

/** A line of a unit of systemd that sets one variable, as the variable alone. */
const ofUnit = (line: string) =>
  /^Environment=\s*(?:"([A-Za-z_]\w*=[^"]*)"|'([A-Za-z_]\w*=[^']*)'|([A-Za-z_]\w*=\S*))\s*$/
    .exec(line)
    ?.slice(1)
    .find((one) => one !== undefined) ?? line

/** A value without its quotes and, behind those or a blank, its comment. */
function valueOf(text: string): string {
  const quoted = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(?:[#;].*)?$/.exec(text)
  return (quoted ? (quoted[1] ?? quoted[2]!) : text.replace(/\s[#;].*$/, '')).trim()
}

/** Files of settings, one a line: external-dns, lego, certbot. */
export class SettingLines {
  readonly #findings: Findings
  #assigned: Assigned[] = []
  #paragraph = 0
  #others: { line: number; text: string }[] = []

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** A line that assigns one thing; false where it is something else. */
  read(given: string, line: number): boolean {
    const trimmed = ofUnit(given)
    const [, variable, value] = assignment.exec(trimmed) ?? []
    if (variable === undefined || (/^[^\s=]+=/.test(trimmed) && shellWords(trimmed.replace(/^(?:export|ENV)\s+/, '').replace(/\s[#;].*$/, '')).length > 1))
      return false
    if (settingOf(variable)) this.#assigned.push({ variable, setting: { line, text: valueOf(value!) }, paragraph: this.#paragraph })
    // Of a program that is not known here, but of a key: for others to read, or to say.
    else if (/tsig|hmac/i.test(variable) || /(?:hmac|sha\d+):/i.test(value!) || looksLikeAlgorithm(valueOf(value!))) return false
    else this.#others.push({ line, text: trimmed })
    return true
  }

  emptyLine(): void {
    this.#paragraph++
  }

  /** `[section]`, or something that is no setting: what comes is another file's. `whole`: these lines are all of the text. */
  flush(whole = false): void {
    const all = new Settings()
    for (const { variable, setting } of this.#assigned) all.add(settingOf(variable)!, setting)
    // One file: each of them stands in it once. Else what stands together, without an empty line in it, and is complete or named.
    if (whole && !all.doubled) all.report(this.#findings)
    else {
      const paragraphs = new Map<number, Settings>()
      for (const { variable, setting, paragraph } of this.#assigned) {
        const settings = paragraphs.get(paragraph) ?? new Settings()
        paragraphs.set(paragraph, settings)
        settings.add(settingOf(variable)!, setting)
      }
      for (const settings of paragraphs.values()) settings.report(this.#findings)
    }
    // Variables of a script are nobody's business here; but alone they are a text that says nothing.
    this.#assigned = []
    this.#others = []
    this.#paragraph = 0
  }
}
