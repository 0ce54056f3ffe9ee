import { queryOptions } from '@tanstack/react-query'
import {
  Cable, Copy, FileDown, FileKey2, KeyRound, ListFilter, LockKeyhole, Pencil, Plus, RefreshCw, RotateCw, ScrollText, Server, Ticket, UserRound,
} from 'lucide-react'
import { listApiKeys, listUsers } from '#contract/calls.ts'
import { listAuthKeys, listCertcentralKeys, listConnectors } from '#contract/calls-of-certcentral.ts'
import { listNameservers, listRollovers, listTsigKeys } from '#contract/calls-of-dns.ts'
import { listOneTokens } from '#contract/calls-of-one.ts'
import type { ApiKey } from '#contract/api-keys.ts'
import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import type { AuthKey } from '#contract/auth-keys.ts'
import type { Connector } from '#contract/connectors.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import type { Called } from '#contract/endpoint.ts'
import { nameserverKindNames, rolloverStateNames } from '#contract/lists-of-dns.ts'
import type { Nameserver } from '#contract/nameservers.ts'
import type { OneToken } from '#contract/one-tokens.ts'
import type { Page } from '#contract/page.ts'
import type { Role } from '#contract/permissions.ts'
import type { RolloverRow } from '#contract/rollovers.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import type { User } from '#contract/users.ts'
import { call } from '../../client/call.ts'
import { paths } from '../../paths.ts'
import type { Place } from './find-places.ts'

/** A noun whose things can be found by name, owner or note. `list`: where all that match are, without the search. */
export interface Source {
  name: string
  only?: Role
  endpoint: Called
  list: (role: Role) => string | undefined
  read: (search: string, role: Role, signal: AbortSignal) => Promise<{ total: number; totalCapped: boolean; items: Place[] }>
}

/** As many as one sees without scrolling; the noun's own page has them all. */
const few = '5'
const only = (list: string, id: string) => `${list}?filter=${encodeURIComponent(`id equals ${id}`)}`

/** A list's answer as what is found in it. */
const found = async <Row,>(page: Promise<Page<Row>>, toPlace: (row: Row) => Place) => {
  const { data, total, totalCapped } = await page
  return { total, totalCapped, items: data.map(toPlace) }
}

/** What can be done with one of them from here. What is copied is no secret. */
const acts = {
  copy: (key: string, label: string, text: string): Place => ({ key: `${key}-copy-${label}`, label: `Copy ${label}`, about: text, icon: Copy, copies: text }),
  owner: (key: string, id: string, name: string): Place => ({ key: `${key}-owner`, label: 'Owner', about: name, icon: UserRound, href: paths.user(id) }),
  history: (key: string): Place => ({
    key: `${key}-history`, label: 'History', about: 'AUDIT LOG', icon: ScrollText,
    href: `${paths.auditLog}?filter=${encodeURIComponent(`object.id equals ${key}`)}`,
  }),
}
/** What only administrators can open. */
const forAdministrators = (role: Role, ...places: Place[]) => (role === 'administrator' ? places : [])

/** To add a noun to **Search everything**, add its list here: every list of the API is here, or has its reason in `find-things.test.ts`. */
export const sources: readonly Source[] = [
  {
    name: 'API keys', endpoint: listApiKeys, list: (role) => (role === 'administrator' ? paths.apiKeys : undefined),
    read: (search, role, signal) =>
      found(call(listApiKeys, { query: { search, size: few }, signal }), (key: ApiKey) => {
        const page = role === 'administrator' ? paths.apiKey(key.id) : paths.myApiKey(key.id)
        return {
          key: key.id, label: key.name, about: role === 'administrator' ? key.owner.name : 'My API Keys', icon: KeyRound, href: page,
          acts: [
            { key: `${key.id}-rotate`, label: 'Rotate Key', icon: RotateCw, href: `${page}/rotate-here` },
            { key: `${key.id}-edit`, label: 'Edit Key', icon: Pencil, href: `${page}/edit-here` },
            acts.copy(key.id, 'hint', `${credentialKinds['api-key'].prefix}${key.hint.start}…${key.hint.last4}`),
            ...forAdministrators(role, acts.owner(key.id, key.owner.id, key.owner.name), acts.history(key.id)),
          ],
        }
      }),
  },
  {
    name: 'TSIG keys', endpoint: listTsigKeys, list: () => paths.tsigKeys,
    read: (search, role, signal) =>
      found(call(listTsigKeys, { query: { search, size: few }, signal }), (key: TsigKey) => ({
        key: key.id, label: key.name, about: key.algorithm, icon: LockKeyhole, href: paths.tsigKey(key.id),
        acts: [
          ...forAdministrators(
            role,
            { key: `${key.id}-check`, label: 'Check', icon: RefreshCw, href: paths.tsigKeyCheckHere(key.id) },
            { key: `${key.id}-roll-over`, label: 'Roll over', icon: RotateCw, href: paths.tsigKeyRollOverHere(key.id) },
            { key: `${key.id}-use`, label: 'Add use', icon: Plus, href: paths.tsigKeyUsesNew(key.id) },
            { key: `${key.id}-edit`, label: 'Edit', icon: Pencil, href: paths.tsigKeyEditHere(key.id) },
            { key: `${key.id}-export`, label: 'Export', icon: FileDown, href: paths.tsigKeyExportHere(key.id) },
          ),
          acts.copy(key.id, 'name', key.name),
          ...(key.fingerprint === null ? [] : [acts.copy(key.id, 'fingerprint', key.fingerprint)]),
          ...forAdministrators(role, acts.history(key.id)),
        ],
      })),
  },
  {
    name: 'Nameservers', endpoint: listNameservers, list: () => paths.nameservers, only: 'administrator',
    read: (search, _, signal) =>
      found(call(listNameservers, { query: { search, size: few }, signal }), (server: Nameserver) => ({
        key: server.id, label: server.name, about: `${nameserverKindNames[server.kind]}, ${server.addresses.join(', ')}`, icon: Server,
        href: paths.nameserver(server.id),
        acts: [
          { key: `${server.id}-check`, label: 'Check', icon: RefreshCw, href: paths.nameserverCheck(server.id) },
          { key: `${server.id}-use`, label: 'Add use', icon: Plus, href: paths.nameserverUsesNew(server.id) },
          { key: `${server.id}-edit`, label: 'Edit', icon: Pencil, href: paths.nameserverEdit(server.id) },
          acts.copy(server.id, server.addresses.length === 1 ? 'address' : 'addresses', server.addresses.join(', ')),
          acts.history(server.id),
        ],
      })),
  },
  {
    name: 'Rollovers', endpoint: listRollovers, list: () => paths.rollovers, only: 'administrator',
    read: (search, _, signal) =>
      found(call(listRollovers, { query: { search, size: few, sort: '-startedAt' }, signal }), (rollover: RolloverRow) => ({
        key: rollover.id, label: rollover.oldKey.name, about: `Rollover to ${rollover.newKey.name}, ${rolloverStateNames[rollover.state]}`, icon: RotateCw,
        href: paths.rollover(rollover.id),
        acts: [
          ...[rollover.oldKey, rollover.newKey].flatMap(({ id, name }, at): Place[] => (id === null ? [] : [
            { key: `${rollover.id}-${id}`, label: at === 0 ? 'Old key' : 'New key', about: name, icon: LockKeyhole, href: paths.tsigKey(id) },
          ])),
          acts.history(rollover.id),
        ],
      })),
  },
  {
    name: 'CertCentral API keys', endpoint: listCertcentralKeys, list: () => paths.certcentralKeys,
    read: (search, role, signal) =>
      found(call(listCertcentralKeys, { query: { search, size: few }, signal }), (key: CertcentralKey) => ({
        key: key.id, label: key.name, about: key.user.name, icon: KeyRound, href: only(paths.certcentralKeys, key.id),
        acts: [
          { key: `${key.id}-edit`, label: 'Edit', icon: Pencil, href: paths.certcentralKeyEdit(key.id) },
          acts.copy(key.id, 'hint', `${credentialKinds['certcentral-key'].prefix}${key.hint.start}…${key.hint.last4}`),
          ...forAdministrators(role, acts.history(key.id)),
        ],
      })),
  },
  {
    // Few have a name: found by label, by id, by who made them, and by their last four characters.
    name: 'AuthKeys', endpoint: listAuthKeys, list: () => paths.authKeys,
    read: (search, role, signal) =>
      found(call(listAuthKeys, { query: { search, size: few }, signal }), (key: AuthKey) => ({
        key: key.id, label: key.label ?? key.id,
        about: [key.type === 'permanent' ? 'Permanent' : 'With an end', key.createdBy?.name].filter(Boolean).join(', '),
        icon: FileKey2, href: only(paths.authKeys, key.id),
        acts: [
          ...forAdministrators(role, { key: `${key.id}-request`, label: 'Make request token', icon: Ticket, href: paths.requestToken(key.id) }),
          acts.copy(key.id, 'id', key.id),
          ...forAdministrators(role, acts.history(key.id)),
        ],
      })),
  },
  {
    name: 'Connectors', endpoint: listConnectors, list: () => paths.connectors, only: 'administrator',
    read: (search, _, signal) =>
      found(call(listConnectors, { query: { search, size: few }, signal }), (connector: Connector) => ({
        key: connector.id, label: connector.name, about: connector.baseUrl, icon: Cable, href: paths.connector(connector.id),
        acts: [
          { key: `${connector.id}-edit`, label: 'Edit connector', icon: Pencil, href: paths.connectorEdit(connector.id) },
          acts.copy(connector.id, 'base URL', connector.baseUrl),
          acts.history(connector.id),
        ],
      })),
  },
  {
    name: 'DigiCert ONE API tokens', endpoint: listOneTokens, list: () => paths.oneTokens,
    read: (search, role, signal) =>
      found(call(listOneTokens, { query: { search, size: few }, signal }), (token: OneToken) => ({
        key: token.id, label: token.name, about: token.owner.name, icon: Ticket, href: only(paths.oneTokens, token.id),
        acts: [
          { key: `${token.id}-edit`, label: 'Edit token', icon: Pencil, href: paths.oneTokenEdit(token.id) },
          acts.copy(token.id, 'hint', `${credentialKinds['one-token'].prefix}${token.hint.start}…${token.hint.last4}`),
          ...forAdministrators(role, acts.history(token.id)),
        ],
      })),
  },
  {
    name: 'Users', endpoint: listUsers, list: () => paths.users, only: 'administrator',
    read: (search, _, signal) =>
      found(call(listUsers, { query: { search, size: few }, signal }), (user: User) => ({
        key: user.id, label: user.name, about: user.email, icon: UserRound, href: paths.user(user.id),
        acts: [
          { key: `${user.id}-new`, label: 'Generate API Key', about: `For ${user.name}`, icon: Plus, href: paths.userApiKeysNew(user.id) },
          { key: `${user.id}-edit`, label: 'Edit User', icon: Pencil, href: paths.userEdit(user.id) },
          acts.copy(user.id, 'e-mail', user.email),
          acts.history(user.id),
        ],
      })),
  },
]

/** Those that have it in their own name come first; the others have it in an owner's or in a note. */
const byName = (places: readonly Place[], search: string) => {
  const has = ({ label }: Place) => label.toLowerCase().includes(search.toLowerCase())
  return [...places.filter(has), ...places.filter((place) => !has(place))]
}

/** One query a noun, so that each shows what it has as soon as it is there. What is stale of a noun's list is stale here too. */
export const findings = (role: Role, search: string) =>
  sources.filter((source) => source.only === undefined || source.only === role).map((source) => queryOptions({
    queryKey: [source.endpoint.path, 'find', role, search],
    queryFn: async ({ signal }) => {
      const { items, total, totalCapped } = await source.read(search, role, signal)
      const list = source.list(role)
      const all: Place[] =
        total <= items.length || list === undefined
          ? []
          : [
              {
                key: `all-${source.name}`,
                label: `All ${total.toLocaleString('en')}${totalCapped ? '+' : ''} ${source.name} that match`,
                icon: ListFilter,
                href: `${list}?q=${encodeURIComponent(search)}`,
              },
            ]
      return { name: source.name, total, items: [...byName(items, search), ...all] }
    },
    enabled: search !== '',
  }))
