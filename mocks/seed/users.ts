import type { Insertable } from 'kysely'
import { uuidv7 } from '#server/bytes.ts'
import type { UserTable } from '#server/db/tables.ts'
import type { Chance } from './random.ts'

const day = 86_400_000

export type UserRow = Insertable<UserTable>

interface Given {
  name: string
  role?: UserRow['role']
  state?: 'active' | 'invited' | 'disabled'
}

/** The three that a test suite begins with: one administrator and two users. `as=administrator` and `as=user` are the first two. */
export const cast: readonly Given[] = [
  { name: 'Ruth Lindqvist', role: 'administrator' },
  { name: 'Jonas Meyer' },
  { name: 'Maya Okafor' },
]

/** Northwind: 3 administrators and 40 users, one of whom runs the acceptance tests and is no person. */
export const company: readonly Given[] = [
  ...cast,
  { name: 'Ines Albrecht', role: 'administrator' },
  { name: 'Tomasz Wilk', role: 'administrator' },
  ...[
    'Priya Raman',
    'Lea Fontaine',
    'Adil Haddad',
    'Sofia Marchetti',
    'svc-acceptance',
    'Henrik Solberg',
    'Chloé Dubois',
    'Mateusz Kowalczyk',
    'Aisha Bello',
    'Noah Brandt',
    'Yuki Tanabe',
    'Carlos Iglesias',
    'Elif Demir',
    'Oisín Byrne',
    'Katarzyna Nowak',
    'Daniel Osei',
    'Marta Ferreira',
    'Viktor Petrov',
    'Hanna Virtanen',
    'Samuel Mwangi',
    'Anouk de Vries',
    'Rafael Moreira',
    'Zuzana Horáková',
    'Thomas Keller',
    'Nadia Rahimi',
    'Emil Sørensen',
    'Grace Njoroge',
    'Luca Bianchi',
    'Johanna Weiss',
    'Pavel Dvořák',
    'Amara Diallo',
  ].map((name) => ({ name })),
  { name: 'Ivo Marković', state: 'disabled' },
  { name: 'Signe Dahl', state: 'disabled' },
  { name: 'Bruno Costa', state: 'disabled' },
  { name: 'Fatima Zahra El Idrissi', state: 'disabled' },
  { name: 'Leonie Schuster', state: 'invited' },
  { name: 'Kwame Boateng', state: 'invited' },
  { name: 'Tuuli Laine', state: 'invited' },
]

const first = [
  'Alma',
  'Bashir',
  'Cara',
  'Deniz',
  'Ewa',
  'Farid',
  'Greta',
  'Hugo',
  'Imani',
  'Jan',
  'Kofi',
  'Linh',
  'Mira',
  'Nils',
  'Olga',
  'Piet',
  'Rosa',
  'Sana',
  'Tariq',
  'Ulla',
  'Vera',
  'Wim',
  'Ximena',
  'Yannick',
  'Zoe',
]
const last = [
  'Aalto',
  'Berg',
  'Conti',
  'Duarte',
  'Engel',
  'Fischer',
  'Gallo',
  'Holm',
  'Ito',
  'Jansen',
  'Kaya',
  'Lopes',
  'Mbeki',
  'Nagy',
  'Olsen',
  'Popa',
  'Quist',
  'Rossi',
  'Silva',
  'Toth',
  'Urban',
  'Varga',
  'Winter',
  'Yilmaz',
  'Zeman',
]

/** The company grown to `count`, for tables that must not slow down. */
export const grown = (count: number): readonly Given[] => [
  ...company,
  ...Array.from({ length: count - company.length }, (_, at) => ({
    name: `${first[at % 25]!} ${last[Math.floor(at / 25) % 25]!}${at < 625 ? '' : ` ${Math.floor(at / 625) + 1}`}`,
  })),
]

/** `Zuzana Horáková` is `zuzana.horakova@nwnd.example`. */
export const emailOf = (name: string): string =>
  `${name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ø', 'o').replaceAll('Ø', 'O').toLowerCase().replace(/[^a-z0-9-]+/g, '.')}@nwnd.example`

/** Rows of these people, in this order, who came one after another over the last two years. `password` is the PHC string of all. */
export function userRows(people: readonly Given[], begin: number, chance: Chance, password: string): UserRow[] {
  return people.map(({ name, role = 'user', state = 'active' }, at) => {
    const email = emailOf(name)
    const known = at < company.length
    const createdAt =
      begin - Math.round((state === 'invited' ? chance.whole(1, 6) : known ? 760 - at * 9 : chance.whole(20, 700)) * day) - chance.whole(0, 8 * 3_600_000)
    // Nobody signs in at the very moment the demo is raised; a fifth has not for months.
    const lastSignInAt =
      state === 'invited'
        ? null
        : begin - (state === 'disabled' ? chance.whole(90, 140) * day : chance.hits(0.2) ? chance.whole(40, 120) * day : chance.whole(600, 6 * 86_400) * 1000)
    return {
      id: uuidv7(createdAt, chance.bytes), name, email, email_key: email, role, enabled: state === 'disabled' ? 0 : 1,
      password: state === 'invited' ? null : password,
      created_at: createdAt, updated_at: createdAt, last_sign_in_at: lastSignInAt === null ? null : Math.max(lastSignInAt, createdAt), version: 1,
    }
  })
}
