import { StickyNote } from 'lucide-react'
import { isoIn } from '#contract/zones.ts'
import { Clipped, NameCell } from '../ui/cells.tsx'
import { RowIconButton } from '../ui/row-icon-button.tsx'
import { Mono } from '../ui/mono.tsx'
import { Popover } from '../ui/popover.tsx'
import { Status, type StatusWord, statusWords } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Ago, DateTime } from '../ui/time.tsx'
import { type Column, plainCell } from './column.ts'
import { agos, dates, fixed, statuses } from './least.ts'

/** The icon beside a name that has a note; the note opens in a small panel. */
export function NoteButton({ name, note }: { name: string; note: string }) {
  const label = `Note on ${name}`
  return (
    <Popover label={label} renderButton={(opener) => <RowIconButton label={label} icon={StickyNote} iconSize={14} size="inline" {...opener} />}>
      {note}
    </Popover>
  )
}

type Named<Row> = {
  id?: string
  header?: string
  name: (row: Row) => string
  note?: (row: Row) => string | null
  href?: (row: Row) => string
  width?: number
}

/** First in every table: the name, as a link where it opens something, and the note's icon. */
export function nameColumn<Row>({ id = 'name', header = 'Name', name, note, href, width = 168 }: Named<Row>): Column<Row> {
  return {
    id,
    header,
    value: name,
    title: name,
    width,
    kind: 'name',
    cell: note || href ? (row) => {
      const text = note?.(row) ?? null
      const link = href?.(row)
      return (
        <NameCell after={text === null || text === '' ? undefined : <NoteButton name={name(row)} note={text} />}>
          {link === undefined ? name(row) : <TextLink href={link} strong>{name(row)}</TextLink>}
        </NameCell>
      )
    } : plainCell((row: Row) => <NameCell>{name(row)}</NameCell>),
  }
}

type Of<Row, Value> = { id: string; header: string; of: (row: Row) => Value; width?: number }

/** Any text; `None` where there is none. */
export function textColumn<Row>({ id, header, of, width = 140 }: Of<Row, string | null>): Column<Row> {
  return {
    id, header, width, value: of, title: (row) => of(row) ?? undefined,
    // Words alone where there are any: what a row costs least to draw (use-row-cells.tsx).
    cell: plainCell((row: Row) => of(row) || <Clipped none="None">{null}</Clipped>),
  }
}

/** Addresses, fingerprints, ids. */
export function monoColumn<Row>({ id, header, of, width = 132, never = 'Never' }: Of<Row, string | null> & { never?: string }): Column<Row> {
  return {
    id, header, width, value: of, title: (row) => of(row) ?? undefined,
    cell: plainCell((row: Row) => {
      const text = of(row)
      return <Clipped none={never}>{text === null ? null : <Mono>{text}</Mono>}</Clipped>
    }),
  }
}

/** `csn_ak_7QdR…x9Kf`: what a key begins and ends with. `prefix` is fixed text before the start. */
export function hintColumn<Row>({
  id = 'hint',
  header = 'Key',
  of,
  prefix = '',
  width = 156,
}: {
  id?: string
  header?: string
  of: (row: Row) => { start: string; last4: string }
  prefix?: string
  width?: number
}): Column<Row> {
  const hint = (row: Row) => `${prefix}${of(row).start}…${of(row).last4}`
  return { id, header, width, least: fixed(`${prefix}0000…0000`), value: hint, cell: plainCell((row: Row) => <Mono>{hint(row)}</Mono>) }
}

/** One of the fixed words, with its icon. */
export function statusColumn<Row>({
  id = 'status',
  header = 'Status',
  of,
  width = 120,
  words,
}: {
  id?: string
  header?: string
  of: (row: Row) => StatusWord
  width?: number
  /** Of the contract's choices, for filters. */ words?: Readonly<Record<string, StatusWord>>
}): Column<Row> {
  const least = statuses(words ? [...new Set(Object.values(words))] : Object.keys(statusWords))
  return { id, header, width, least, kind: 'status', value: of, words, cell: plainCell((row: Row) => <Status word={of(row)} />) }
}

/** `9 Dec 2026`; the moment in the tooltip. */
export function dateColumn<Row>({ id, header, of, width = 108, never }: Of<Row, string | null> & { never?: string }): Column<Row> {
  return {
    id, header, width, least: dates(never),
    value: (row) => millis(of(row)),
    csv: (row, zone) => instantIn(of(row), zone),
    zoned: true,
    cell: plainCell((row: Row, now: number) => <DateTime at={of(row)} now={now} never={never} />),
  }
}

/** `12 minutes ago`; the moment in the tooltip. */
export function agoColumn<Row>({ id, header, of, width = 118, never }: Of<Row, string | null> & { never?: string }): Column<Row> {
  return {
    id, header, width, least: agos(never),
    value: (row) => millis(of(row)),
    csv: (row, zone) => instantIn(of(row), zone),
    zoned: true,
    cell: plainCell((row: Row, now: number) => <Ago at={of(row)} now={now} never={never} />),
  }
}

/** As files have it: exact, and of the zone that their heads name. */
export const instantIn = (instant: string | null, zone: string): string | null => (instant === null ? null : isoIn(Date.parse(instant), zone))

const millis = (instant: string | null) => (instant === null ? null : Date.parse(instant))
