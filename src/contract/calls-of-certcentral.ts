import type * as accountFacts from './account-facts.ts'
import type * as authKeys from './auth-keys.ts'
import type * as certcentralKeys from './certcentral-keys.ts'
import type * as connectors from './connectors.ts'
import { to } from './endpoint.ts'

/* As `calls.ts`, of CertCentral. */

export const getAccountFacts = to<typeof accountFacts.getAccountFacts>({ method: 'GET', path: '/api/v1/certcentral/account-facts' })
export const putAccountFacts = to<typeof accountFacts.putAccountFacts>({ method: 'PUT', path: '/api/v1/certcentral/account-facts' })
export const createAuthKey = to<typeof authKeys.createAuthKey>({ method: 'POST', path: '/api/v1/certcentral/auth-keys', idempotent: true })
export const createRequestToken = to<typeof authKeys.createRequestToken>({ method: 'POST', path: '/api/v1/certcentral/auth-keys/{authKeyId}/request-token' })
export const deleteAuthKey = to<typeof authKeys.deleteAuthKey>({ method: 'DELETE', path: '/api/v1/certcentral/auth-keys/{authKeyId}' })
export const getAuthKey = to<typeof authKeys.getAuthKey>({ method: 'GET', path: '/api/v1/certcentral/auth-keys/{authKeyId}' })
export const listAuthKeys = to<typeof authKeys.listAuthKeys>({ method: 'GET', path: '/api/v1/certcentral/auth-keys' })
export const revealAuthKey = to<typeof authKeys.revealAuthKey>({ method: 'POST', path: '/api/v1/certcentral/auth-keys/{authKeyId}/reveal' })
export const validateRequestToken = to<typeof authKeys.validateRequestToken>({ method: 'POST', path: '/api/v1/certcentral/request-tokens/validate' })
export const createCertcentralKeys = to<typeof certcentralKeys.createCertcentralKeys>({ method: 'POST', path: '/api/v1/certcentral/keys', idempotent: true })
export const getCertcentralKey = to<typeof certcentralKeys.getCertcentralKey>({ method: 'GET', path: '/api/v1/certcentral/keys/{keyId}' })
export const certcentralKeyUses = to<typeof certcentralKeys.certcentralKeyUses>({ method: 'GET', path: '/api/v1/certcentral/keys/{keyId}/uses' })
export const listCertcentralKeys = to<typeof certcentralKeys.listCertcentralKeys>({ method: 'GET', path: '/api/v1/certcentral/keys' })
export const listCertcentralUsers = to<typeof certcentralKeys.listCertcentralUsers>({ method: 'GET', path: '/api/v1/certcentral/users' })
export const listDivisions = to<typeof certcentralKeys.listDivisions>({ method: 'GET', path: '/api/v1/certcentral/divisions' })
export const previewRestriction = to<typeof certcentralKeys.previewRestriction>({ method: 'GET', path: '/api/v1/certcentral/keys/{keyId}/would-refuse' })
export const updateAuthKey = to<typeof authKeys.updateAuthKey>({ method: 'PUT', path: '/api/v1/certcentral/auth-keys/{authKeyId}' })
export const revokeCertcentralKey = to<typeof certcentralKeys.revokeCertcentralKey>({
  method: 'POST',
  path: '/api/v1/certcentral/keys/{keyId}/revoke',
  idempotent: true,
})
export const updateCertcentralKey = to<typeof certcentralKeys.updateCertcentralKey>({ method: 'PUT', path: '/api/v1/certcentral/keys/{keyId}' })
export const allowBase = to<typeof connectors.allowBase>({ method: 'POST', path: '/api/v1/connectors/allowed', idempotent: true })
export const checkConnector = to<typeof connectors.checkConnector>({ method: 'POST', path: '/api/v1/connectors/{connectorId}/check' })
export const createConnector = to<typeof connectors.createConnector>({ method: 'POST', path: '/api/v1/connectors', idempotent: true })
export const deleteConnector = to<typeof connectors.deleteConnector>({ method: 'DELETE', path: '/api/v1/connectors/{connectorId}' })
export const disallowBase = to<typeof connectors.disallowBase>({ method: 'DELETE', path: '/api/v1/connectors/allowed/{baseId}' })
export const getConnector = to<typeof connectors.getConnector>({ method: 'GET', path: '/api/v1/connectors/{connectorId}' })
export const listAllowedBases = to<typeof connectors.listAllowedBases>({ method: 'GET', path: '/api/v1/connectors/allowed' })
export const listConnectorChecks = to<typeof connectors.listConnectorChecks>({ method: 'GET', path: '/api/v1/connectors/{connectorId}/checks' })
export const listConnectors = to<typeof connectors.listConnectors>({ method: 'GET', path: '/api/v1/connectors' })
export const updateConnector = to<typeof connectors.updateConnector>({ method: 'PUT', path: '/api/v1/connectors/{connectorId}' })
