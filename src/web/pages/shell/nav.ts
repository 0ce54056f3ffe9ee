import { Cable, FileKey2, Globe, KeyRound, LayoutDashboard, type LucideIcon, ShieldCheck, Ticket } from 'lucide-react'
import type { Role } from '#contract/permissions.ts'
import { paths } from '../../paths.ts'

interface Item {
  label: string
  icon: LucideIcon
  href: string
  /** Why it cannot be opened yet (S11). To turn a page on, take this away. */
  disabled?: string
  within?: string
  only?: Role
}

const groups: readonly { label?: string; items: readonly Item[] }[] = [
  { items: [{ label: 'Overview', icon: LayoutDashboard, href: paths.overview }] },
  { label: 'DNS', items: [{ label: 'Configurations', icon: Globe, href: paths.tsigKeys, within: '/dns/configurations' }] },
  {
    label: 'CertCentral',
    items: [
      { label: 'API Keys', icon: KeyRound, href: paths.certcentralKeys },
      { label: 'AuthKeys', icon: FileKey2, href: paths.authKeys },
      { label: 'Connectors', icon: Cable, href: paths.connectors, within: '/certcentral/connectors', only: 'administrator' },
    ],
  },
  { label: 'DigiCert ONE', items: [{ label: 'API Tokens', icon: Ticket, href: paths.oneTokens, within: '/digicert-one' }] },
  {
    label: 'Settings',
    items: [{ label: 'Access Management', icon: ShieldCheck, href: paths.users, within: '/settings/access-management', only: 'administrator' }],
  },
]

/** The sidebar of a person in this role: groups without an item for them are left out. */
export const navFor = (role: Role) =>
  groups
    .map((group) => ({ ...group, items: group.items.filter((item) => item.only === undefined || item.only === role) }))
    .filter((group) => group.items.length > 0)
