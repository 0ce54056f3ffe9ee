import { listAudit } from '#contract/calls.ts'
import {
  certcentralKeyUses,
  getCertcentralKey,
  listCertcentralKeys,
  listCertcentralUsers,
  listDivisions,
  previewRestriction,
  revokeCertcentralKey,
  updateCertcentralKey,
} from '#contract/calls-of-certcentral.ts'
import type { Restriction } from '#contract/restrictions.ts'
import { mutation } from '../../client/mutation.ts'
import { query, queryWithMeta } from '../../client/query.ts'

export const oneCertcentralKey = (keyId: string) => query(getCertcentralKey, { params: { keyId } })
/** Never an old copy: what it is asked for is who uses a key now. */
export const usesOf = (keyId: string) => ({ ...query(certcentralKeyUses, { params: { keyId } }), staleTime: 0 })

/** One key as its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const certcentralKeyForEditing = (keyId: string) => ({ ...queryWithMeta(getCertcentralKey, { params: { keyId } }), staleTime: 0 })

/** Which calls of the last 90 days this restriction would have refused. */
export const wouldRefuse = (keyId: string, restriction: Restriction) =>
  query(previewRestriction, { params: { keyId }, query: { restrictedToRoleId: String(restriction) as `${Restriction}` } })

/** What a service user can be restricted to. */
export const divisionList = query(listDivisions, {})

/** What every change of a key makes stale. */
export const staleCertcentralKeys = [listCertcentralKeys, getCertcentralKey, listAudit] as const
/** A key may bring its service user. */
export const staleWithUsers = [...staleCertcentralKeys, listCertcentralUsers] as const

export const changeKey = mutation(updateCertcentralKey, { stale: staleCertcentralKeys })
export const revokeKey = mutation(revokeCertcentralKey, { stale: staleCertcentralKeys })
