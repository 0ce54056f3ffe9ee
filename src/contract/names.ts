import { z } from './zod.ts'
import { mixesArabicDigits, withoutInContext } from './name-contexts.ts'
import { ownerStatuses } from './lists.ts'

export { ownerStatuses } from './lists.ts'

/** Characters that show nothing or change how their neighbours are read (bidi controls, zero width, soft hyphen, fillers). */
const invisible = new RegExp(
  '[\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u08e2\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f' +
    '\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]',
  'u',
)
/** Does the text hold something that cannot be seen, and that no letter beside it asks for? */
export const holdsInvisible = (text: string): boolean => invisible.test(withoutInContext(text))

/** Bidi controls only: notes may hold emoji joined by U+200D, but nothing that turns the reading order. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
/** C0 and C1 controls but line feed and tab. U+2028 and U+2029 are no controls: a note may hold them. */
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
const lineBreak = /[\t\n\u2028\u2029]/

/*
 * Names, of people and of things alike: letters, marks and digits as RFC 8264's FreeformClass has them, what RFC 5892 allows in a
 * context (name-contexts.ts), blanks, and of punctuation what names are written with. Not more, since a name also goes into
 * files, spreadsheets and shells: nothing that begins a formula, a tag or a quotation.
 */
const named = '\\p{L}\\p{Mn}\\p{Mc}\\p{N}'
/**
 * Apostrophes as they are typed and as keyboards put them in; dashes and hyphens, the Armenian and the Hebrew one too; signs
 * within Arabic and Tibetan words (RFC 5892 §2.6).
 */
const apostrophes = "'\u2018\u2019"
const dashes = '\\-\u2010-\u2014\u058a\u05be'
const consists = new RegExp(`^[${named} ._:/@()#,&+${apostrophes}${dashes}\u06fd\u06fe\u0f0b]+$`, 'u')
/** 's-Gravesande and ’t Hooft begin with an apostrophe. */
const begins = new RegExp(`^(?:[${apostrophes}](?=\\p{L}))?[\\p{L}\\p{N}]`, 'u')
/** Letters that RFC 5892 §2.6 and §2.9 rule out: they stretch, repeat or compose others (tatweel, kana repeat marks, single Hangul jamo). */
const ruledOut = /[\u0640\u07fa\u1100-\u11ff\u302e\u302f\u3031-\u3035\u303b\ua960-\ua97c\ud7b0-\ud7fb]/

/** Scripts with letters that look like those of another: a name with one of them holds no other of them. */
const lookalikes = ['Latin', 'Cyrillic', 'Greek', 'Armenian', 'Hebrew', 'Arabic', 'Cherokee', 'Coptic'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
)
/**
 * What may stand beside Latin: the recommended scripts (UAX #31 table 5) as in UTS #39's level "moderately restrictive", so
 * `APIキー` is fine; not Lisu, Deseret, Canadian syllabics and others that imitate capitals, which stand alone.
 */
const withLatin = [
  'Latin', 'Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati',
  'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Thaana', 'Tibetan', 'Ethiopic', 'Georgian',
]
const besideLatin = new RegExp(
  `^(?:[\\p{Script=Common}\\p{Script=Inherited}${withLatin.map((script) => `\\p{Script=${script}}`).join('')}])*$`,
  'u',
)

/** Are there more than `max` code points? Counts no further, whatever the length. */
function isLonger(text: string, max: number): boolean {
  return text.length > max && (text.length > 2 * max || [...text].length > max)
}

/** Why a text cannot be a name, or `undefined`. Length is in code points after NFC and trimming. */
export function nameFault(name: string, max = 100): { code: 'required' | 'too-long' | 'invalid-value'; message: string } | undefined {
  const invalid = (message: string) => ({ code: 'invalid-value', message }) as const
  if (!name.isWellFormed()) return invalid('The name holds half a character (a lone surrogate).')
  if (name === '') return { code: 'required', message: 'Enter a name.' }
  if (isLonger(name, max)) return { code: 'too-long', message: `A name has at most ${max} characters.` }
  if (control.test(name) || lineBreak.test(name)) return invalid('A name holds no control characters or line breaks.')
  if (holdsInvisible(name)) return invalid('The name holds an invisible or direction-changing character.')
  if (!begins.test(name)) return invalid('A name begins with a letter or a digit.')
  if (!consists.test(withoutInContext(name)) || ruledOut.test(name))
    return invalid("A name has letters, digits, spaces and . _ : / @ ( ) # , & ' ’ + - – — only.")
  if (mixesArabicDigits(name)) return invalid('A name has digits of one kind: Arabic and Persian ones are mixed here.')
  if (/\p{M}{3}/u.test(name)) return invalid('The name holds too many combining marks.')
  const mixes = lookalikes.filter((script) => script.test(name)).length > 1
  if (mixes || (/\p{Script=Latin}/u.test(name) && !besideLatin.test(name)))
    return invalid('A name stays in one alphabet: letters of two that look alike are mixed here.')
  return undefined
}

/** Why a text cannot be a description of a CertCentral key, or `undefined`: one line, any script and punctuation. */
export function descriptionFault(text: string, max = 128): { code: 'required' | 'too-long' | 'invalid-value'; message: string } | undefined {
  if (!text.isWellFormed()) return { code: 'invalid-value', message: 'The description holds half a character (a lone surrogate).' }
  if (text === '') return { code: 'required', message: 'Enter a description.' }
  if (isLonger(text, max)) return { code: 'too-long', message: `A description has at most ${max} characters.` }
  if (control.test(text) || lineBreak.test(text)) return { code: 'invalid-value', message: 'A description holds no control characters or line breaks.' }
  if (turning.test(text)) return { code: 'invalid-value', message: 'A description holds no characters that change the reading direction.' }
  return undefined
}

/** Why a text cannot be a note, or `undefined`. At most 500 code points; line breaks and tabs are fine. */
export function noteFault(note: string, max = 500): { code: 'too-long' | 'invalid-value'; message: string } | undefined {
  if (!note.isWellFormed()) return { code: 'invalid-value', message: 'The note holds half a character (a lone surrogate).' }
  if (isLonger(note, max)) return { code: 'too-long', message: `A note has at most ${max} characters.` }
  if (control.test(note)) return { code: 'invalid-value', message: 'A note holds no control characters.' }
  if (turning.test(note)) return { code: 'invalid-value', message: 'A note holds no characters that change the reading direction.' }
  return undefined
}

/**
 * NFC, without blanks round it, line breaks as line feeds (forms and Windows clients send CR LF). `trim` would also take
 * U+FEFF away, which is to be refused, so a text that holds one stays whole.
 */
function normal(text: string): string {
  if (!text.isWellFormed()) return text
  const composed = text.normalize('NFC').replaceAll('\r\n', '\n')
  return composed.includes('\ufeff') ? composed : composed.trim()
}

type Fault = { code: 'required' | 'too-long' | 'invalid-value'; message: string } | undefined

/** A kind of text: how it is kept, and why one cannot be (asked of the text as it is kept). Shapes and the console's forms are both made of it. */
export interface TextRule {
  readonly kept: (text: string) => string
  readonly fault: (text: string) => Fault
}

/** The shape of a kind of text. The fault's code travels in `params.code` to the problem body (S7). */
export const text = ({ kept, fault }: TextRule) =>
  z.string().overwrite(kept).superRefine((value, ctx) => {
    const found = fault(value)
    if (found) ctx.addIssue({ code: 'custom', message: found.message, params: { code: found.code } })
  })

/** Blanks of every width are one blank (RFC 8266 §2.1): a Japanese keyboard types U+3000, and pasted names hold U+00A0. */
const nameKept = (name: string) => normal(name.isWellFormed() ? name.replace(/\p{Zs}/gu, ' ') : name)

export const nameRule: TextRule = { kept: nameKept, fault: (name) => nameFault(name) }
/** A name: 1…100 code points, NFC, trimmed; see `nameFault`. */
export const Name = text(nameRule).meta({ minLength: 1, maxLength: 100 })

export const noteRule: TextRule = { kept: normal, fault: (note) => noteFault(note) }
/** A note: at most 500 code points. */
export const NoteText = text(noteRule).meta({ maxLength: 500 })
/** The same as a field of a body: `null` or blank means none. */
export const Note = NoteText.nullable().overwrite((note) => note || null)

export const descriptionRule: TextRule = { kept: normal, fault: (description) => descriptionFault(description) }
/** A description: 1…128 code points on one line, NFC, trimmed; the vendor's own clients name keys as they like. */
export const Description = text(descriptionRule).meta({ minLength: 1, maxLength: 128 })

const emailShape = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/

function emailFault(email: string): Fault {
  if (email === '') return { code: 'required', message: 'Enter an e-mail address.' }
  if (email.length > 254) return { code: 'too-long', message: 'An e-mail address has at most 254 characters.' }
  if (!emailShape.test(email)) return { code: 'invalid-value', message: 'This is not an e-mail address.' }
  return undefined
}

export const emailRule: TextRule = { kept: normal, fault: emailFault }
/** An e-mail address of at most 254 characters, in ASCII (RFC 5321 §4.5.3.1.3). */
export const Email = text(emailRule).meta({ maxLength: 254 })

/** A UUID, as every id of ours but CertCentral's. A caller's capitals are folded (RFC 9562 §4), or what is there would not be found. */
export const Id = z.uuid('This is not an id: a UUID is expected.').toLowerCase()

/**
 * An instant: ISO 8601 with a zone, kept as UTC. Dates that do not exist (30 February) are refused by zod's
 * calendar-aware check; JavaScript's `Date` would roll them over.
 */
export const Instant = z.iso.datetime({ offset: true, error: 'Give a date and time with a zone, such as 2027-01-31T12:00:00Z.' })

export const OwnerStatus = z.enum(ownerStatuses)
export type OwnerStatus = z.infer<typeof OwnerStatus>

/** An instant as we answer it: always UTC, always `Z`. */
export const UtcInstant = z.iso.datetime()

/** First four characters after the prefix and the last four of the whole value. */
export const Hint = z.strictObject({ start: z.string(), last4: z.string() })
