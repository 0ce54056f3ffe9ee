import { shellWords } from './shell-words.ts'
import { yamlLine, type YamlLine } from './yaml-line.ts'

/** A line, read as YAML or as shell by whoever asks first: most of the readers ask for one of the two. */
export class Line {
  readonly text: string
  /** Counted from 1. */
  readonly number: number
  #yaml: YamlLine | undefined | null = null
  #words: readonly string[] | undefined

  constructor(text: string, number: number) {
    this.text = text
    this.number = number
  }

  get yaml(): YamlLine | undefined {
    return this.#yaml === null ? (this.#yaml = yamlLine(this.text)) : this.#yaml
  }

  get words(): readonly string[] {
    return (this.#words ??= shellWords(this.text))
  }
}
