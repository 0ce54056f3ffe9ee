import {
  BellRing, Building2, FileText, KeyRound, LockKeyhole, MonitorSmartphone, Plus, RefreshCw, RotateCw, ScrollText, Server, Ticket, UserPlus, UserRound,
  UsersRound,
} from 'lucide-react'
import type { Role } from '#contract/permissions.ts'
import { paths } from '../../paths.ts'
import type { Found } from '../../ui/finder.tsx'
import { navFor } from './nav.ts'

/** Where choosing it leads, or what it copies. */
export interface Place extends Found {
  href?: string
  copies?: string
  /** What can be done with it from here. */
  acts?: readonly Place[]
}

interface Entry extends Omit<Place, 'key' | 'acts' | 'copies'> {
  href: string
  /** Other words by which people look for it. */
  also?: string
  only?: Role
}

const actions: readonly Entry[] = [
  { label: 'Generate API Key', about: 'My API Keys', also: 'create new add', icon: Plus, href: paths.myApiKeysNew },
  { label: 'Get an auth token', about: 'Auth token', also: 'login bearer', icon: Ticket, href: paths.authToken },
  { label: 'Add TSIG Key', about: 'DNS', also: 'create new generate', icon: Plus, href: paths.tsigKeysNew, only: 'administrator' },
  { label: 'Import TSIG keys', about: 'DNS', also: 'named.conf paste', icon: Plus, href: paths.tsigKeysImport, only: 'administrator' },
  { label: 'Add Nameserver', about: 'DNS', also: 'create new bind knot nsd powerdns', icon: Plus, href: paths.nameserversNew, only: 'administrator' },
  { label: 'Check all', about: 'TSIG keys', also: 'live check verify schedule nameservers', icon: RefreshCw, href: paths.tsigKeysCheck, only: 'administrator' },
  { label: 'Rotation reminder', about: 'TSIG keys', also: 'rotate age days overdue', icon: BellRing, href: paths.tsigKeysRotation, only: 'administrator' },
  {
    label: 'Roll over all legacy keys', about: 'TSIG keys', also: 'replace rotate algorithm sha224', icon: RotateCw, href: paths.rolloversLegacy,
    only: 'administrator',
  },
  { label: 'Add API Key', about: 'CertCentral', also: 'create new service user', icon: Plus, href: paths.certcentralKeysNew },
  { label: 'Create AuthKey', about: 'CertCentral', also: 'new add generate', icon: Plus, href: paths.authKeysNew, only: 'administrator' },
  { label: 'Add connector', about: 'CertCentral', also: 'create new', icon: Plus, href: paths.connectorsNew, only: 'administrator' },
  { label: 'Create API token', about: 'DigiCert ONE', also: 'new add generate', icon: Plus, href: paths.oneTokensNew },
  { label: 'Invite User', about: 'Access Management', also: 'create new add person', icon: UserPlus, href: paths.usersNew, only: 'administrator' },
  { label: 'Change password', about: 'Profile', icon: UserRound, href: paths.profile },
]

const pages: readonly Entry[] = [
  { label: 'My API Keys', about: 'Account', icon: KeyRound, href: paths.myApiKeys },
  { label: 'Auth token', about: 'Account', icon: Ticket, href: paths.authToken },
  { label: 'Profile', about: 'Account', also: 'name password', icon: UserRound, href: paths.profile },
  { label: 'Sessions', about: 'Account', also: 'sign-in browser devices', icon: MonitorSmartphone, href: paths.sessions },
  { label: 'TSIG keys', about: 'Configurations', also: 'dns', icon: LockKeyhole, href: paths.tsigKeys },
  { label: 'Nameservers', about: 'Configurations', also: 'dns servers', icon: Server, href: paths.nameservers, only: 'administrator' },
  { label: 'Rollovers', about: 'Configurations', also: 'dns tsig replace', icon: RotateCw, href: paths.rollovers, only: 'administrator' },
  {
    label: 'Account facts',
    about: 'Connectors',
    also: 'certcentral domains products organizations divisions balance import',
    icon: Building2,
    href: paths.accountFacts,
    only: 'administrator',
  },
  { label: 'Users', about: 'Access Management', also: 'people settings', icon: UsersRound, href: paths.users, only: 'administrator' },
  { label: 'API keys of everybody', about: 'Access Management', also: 'settings', icon: KeyRound, href: paths.apiKeys, only: 'administrator' },
  { label: 'Rotations', about: 'Access Management', also: 'api keys grace old values', icon: RotateCw, href: paths.apiKeysRotating, only: 'administrator' },
  { label: 'Statement', about: 'Audit log', also: 'auditors report', icon: FileText, href: paths.auditStatement, only: 'administrator' },
  { label: 'Audit log', about: 'Access Management', also: 'settings trail history', icon: ScrollText, href: paths.auditLog, only: 'administrator' },
]

/** What the sidebar leads to, without what stands in `pages` under its own tabs. */
const fromSidebar = (role: Role): Entry[] =>
  navFor(role).flatMap((group) => group.items.flatMap(({ label, icon, href, disabled }) =>
    (disabled !== undefined || href === paths.users ? [] : [{ label, icon, href, ...(group.label === undefined ? {} : { about: group.label }) }])))

const folded = (text: string) => text.toLocaleLowerCase('en').normalize('NFKD').replace(/\p{M}/gu, '')

/** Are all words of `text` somewhere in what the entry says? Those whose label begins with it come first. */
function matching(entries: readonly Entry[], text: string, kind: string): Place[] {
  const words = folded(text).split(/\s+/).filter(Boolean)
  const begins = ({ label }: Entry) => words.length > 0 && folded(label).startsWith(words[0]!)
  return entries
    .filter(({ label, about = '', also = '' }) => words.every((word) => folded(`${label} ${about} ${also}`).includes(word)))
    .sort((a, b) => Number(begins(b)) - Number(begins(a)))
    .map(({ label, about, icon, href }) => ({ label, icon, href, ...(about === undefined ? {} : { about }), key: `${kind}-${href}-${label}` }))
}

/** Does its name begin with what is typed? Such a page is what one meant, and stands before things that have the word somewhere. */
export const isMeant = ({ label }: Pick<Place, 'label'>, text: string): boolean => text.trim() !== '' && folded(label).startsWith(folded(text.trim()))

/** The pages and actions of somebody in this role that go with a text; all of them for none. */
export function placesFor(role: Role, text: string) {
  const may = (entries: readonly Entry[]) => entries.filter(({ only }) => only === undefined || only === role)
  return { pages: matching([...fromSidebar(role), ...may(pages)], text, 'page'), actions: matching(may(actions), text, 'action') }
}
