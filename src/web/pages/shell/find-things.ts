import { queryOptions } from '@tanstack/react-query'
import { FileKey2, KeyRound, LockKeyhole, Ticket, UserRound } from 'lucide-react'
import { listApiKeys, listAuthKeys, listCertcentralKeys, listOneTokens, listTsigKeys, listUsers } from '#contract/calls.ts'
import type { ApiKey } from '#contract/api-keys.ts'
import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import type { AuthKey } from '#contract/auth-keys.ts'
import type { Called } from '#contract/endpoint.ts'
import type { OneToken } from '#contract/one-tokens.ts'
import type { Role } from '#contract/permissions.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import type { User } from '#contract/users.ts'
import { call } from '../../client/call.ts'
import { paths } from '../../paths.ts'
import type { Place } from './find-places.ts'

/** A noun whose things can be found by name, owner or note. */
interface Source {
  name: string
  only?: Role
  endpoint: Called
  read: (search: string, role: Role, signal: AbortSignal) => Promise<Place[]>
}

/** As many as one sees without scrolling; the noun's own page has them all. */
const few = '5'
const only = (list: string, id: string) => `${list}?filter=${encodeURIComponent(`id equals ${id}`)}`

/** To add a noun to **Search everything**, add its list here. */
const sources: readonly Source[] = [
  {
    name: 'API keys', endpoint: listApiKeys,
    read: async (search, role, signal) => (await call(listApiKeys, { query: { search, size: few }, signal })).data.map((key: ApiKey) => ({
      key: key.id, label: key.name, about: role === 'administrator' ? key.owner.name : 'My API Keys', icon: KeyRound,
      href: role === 'administrator' ? only(paths.apiKeys, key.id) : paths.myApiKeys,
    })),
  },
  {
    name: 'TSIG keys', endpoint: listTsigKeys,
    read: async (search, _, signal) => (await call(listTsigKeys, { query: { search, size: few }, signal })).data.map((key: TsigKey) => ({
      key: key.id, label: key.name, about: key.algorithm, icon: LockKeyhole, href: only(paths.tsigKeys, key.id),
    })),
  },
  {
    name: 'CertCentral API keys', endpoint: listCertcentralKeys,
    read: async (search, _, signal) => (await call(listCertcentralKeys, { query: { search, size: few }, signal })).data.map((key: CertcentralKey) => ({
      key: key.id, label: key.name, about: key.user.name, icon: KeyRound, href: only(paths.certcentralKeys, key.id),
    })),
  },
  {
    // They have no names: found by id, by who made them, and by their last four characters.
    name: 'AuthKeys', endpoint: listAuthKeys,
    read: async (search, _, signal) => (await call(listAuthKeys, { query: { search, size: few }, signal })).data.map((key: AuthKey) => ({
      key: key.id, label: key.id, about: [key.type === 'permanent' ? 'Permanent' : 'With an end', key.createdBy?.name].filter(Boolean).join(', '),
      icon: FileKey2, href: only(paths.authKeys, key.id),
    })),
  },
  {
    name: 'DigiCert ONE API tokens', endpoint: listOneTokens,
    read: async (search, _, signal) => (await call(listOneTokens, { query: { search, size: few }, signal })).data.map((token: OneToken) => ({
      key: token.id, label: token.name, about: token.owner.name, icon: Ticket, href: only(paths.oneTokens, token.id),
    })),
  },
  {
    name: 'Users', endpoint: listUsers, only: 'administrator',
    read: async (search, _, signal) => (await call(listUsers, { query: { search, size: few }, signal })).data.map((user: User) => ({
      key: user.id, label: user.name, about: user.email, icon: UserRound, href: paths.user(user.id),
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
    queryFn: async ({ signal }) => ({ name: source.name, items: byName(await source.read(search, role, signal), search) }),
    enabled: search !== '',
  }))
