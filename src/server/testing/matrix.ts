/*
 * The frozen table of the authorization matrix: what must come out, written down for every route, and for every sample that
 * `samples.ts` has of it. Nothing here is computed from the policy, the contract or the list of step-ups, so that a row of
 * those that is widened by mistake is seen. Nothing writes this file: a change of it is made by hand, in the commit that means
 * it, and is what a reviewer reads first. A new route gets its row before it gets its code: decide who may, then write it down.
 *
 * Columns: method and path, the number of the sample, what opens the door, what a standard user gets, what an administrator
 * gets, what an administrator's session gets that was left open (the password is older than five minutes; a standard user's
 * gets what a fresh one gets), and for CertCentral's API which restrictions of a key let it through (`.`: does not apply).
 *
 * Doors: N nobody need be signed in, S session, T auth token, K API key, C CertCentral key, O DigiCert ONE token, W credential of a
 * nameserver. Any other
 * credential is turned away with 401, whatever it is asked about.
 *
 * Outcomes, one letter for each state of what is asked about: one's own, another user's, an administrator's, deleted, one that
 * never existed, a malformed id. One letter alone: the call is about no such thing.
 *   + done   o answered, and nothing is told   - 404   ! 400   x 403 not allowed   ? 403 the password again
 */
export const frozen = `
GET    /api/v1/setup                                                      1  N   +       +       .       .
POST   /api/v1/setup/code                                                 1  N   +       +       .       .
POST   /api/v1/setup                                                      1  N   +       +       .       .
GET    /api/v1/session                                                    1  S   +       +       +       .
POST   /api/v1/session                                                    1  N   +       +       .       .
DELETE /api/v1/session                                                    1  S   +       +       +       .
POST   /api/v1/session/confirm                                            1  S   +       +       +       .
GET    /api/v1/sessions                                                   1  S   +       +       +       .
DELETE /api/v1/sessions/{sessionId}                                       1  S   +----!  +----!  +----!  .
PUT    /api/v1/me                                                         1  S   +       +       +       .
PUT    /api/v1/me/password                                                1  S   +       +       +       .
GET    /api/v1/invitations/{code}                                         1  N   +       +       .       .
POST   /api/v1/invitations/{code}                                         1  N   +       +       .       .
GET    /api/v1/users                                                      1  S   x       +       +       .
POST   /api/v1/users                                                      1  S   x       +       +       .
POST   /api/v1/users                                                      2  S   x       +       ?       .
GET    /api/v1/users/{userId}                                             1  S   xxxxxx  +++--!  +++--!  .
PUT    /api/v1/users/{userId}                                             1  S   xxxxxx  +++--!  +++--!  .
PUT    /api/v1/users/{userId}                                             2  S   xxxxxx  +++--!  ?+?--!  .
PUT    /api/v1/users/{userId}                                             3  S   xxxxxx  +++--!  ???--!  .
POST   /api/v1/users/{userId}/disable                                     1  S   xxxxxx  +++--!  +++--!  .
POST   /api/v1/users/{userId}/enable                                      1  S   xxxxxx  +++--!  ?????!  .
POST   /api/v1/users/{userId}/unlock                                      1  S   xxxxxx  +++--!  +++--!  .
POST   /api/v1/users/{userId}/invitation                                  1  S   xxxxxx  +++--!  ???--!  .
GET    /accessmanagement/api-key                                          1  TS  +       +       +       .
GET    /accessmanagement/api-key                                          2  TS  +       +       +       .
POST   /accessmanagement/api-key                                          1  TS  +       +       ?       .
POST   /accessmanagement/api-key                                          2  TS  x       +       ?       .
GET    /accessmanagement/api-key/{apiKeyId}                               1  TS  +----!  +++--!  +++--!  .
GET    /accessmanagement/api-key/{apiKeyId}/uses                          1  TS  +----!  +++--!  +++--!  .
PUT    /accessmanagement/api-key/{apiKeyId}                               1  TS  +----!  +++--!  +++--!  .
DELETE /accessmanagement/api-key/{apiKeyId}                               1  TS  +----!  +++--!  +++--!  .
POST   /accessmanagement/api-key/{apiKeyId}/rotate                        1  TS  +----!  +++--!  ?????!  .
POST   /accessmanagement/api-key/{apiKeyId}/rotate                        2  TS  +----!  +++--!  ?????!  .
POST   /accessmanagement/api-key/{apiKeyId}/end-old-value                 1  TS  +----!  +++--!  +++--!  .
POST   /accessmanagement/api-key/bulk/delete                              1  TS  +----!  +++--!  +++--!  .
POST   /accessmanagement/api-key/bulk/delete                              2  TS  +----!  +++--!  +++--!  .
GET    /tsig                                                              1  TS  +       +       +       .
GET    /tsig                                                              2  TS  +       +       +       .
POST   /tsig                                                              1  TS  x       +       ?       .
POST   /tsig                                                              2  TS  x       +       +       .
GET    /tsig/{tsigId}                                                     1  TS  +++--!  +++--!  +++--!  .
PUT    /tsig/{tsigId}                                                     1  TS  xxxxxx  +++--!  +++--!  .
PUT    /tsig/{tsigId}                                                     2  TS  xxxxxx  +++--!  ?????!  .
DELETE /tsig/{tsigId}                                                     1  TS  xxxxxx  +++--!  +++--!  .
POST   /tsig/{tsigId}/reveal                                              1  TS  xxxxxx  +++--!  ?????!  .
GET    /tsig/{tsigId}/export                                              1  TS  xxxxxx  +++--!  +++--!  .
POST   /tsig/{tsigId}/export                                              1  TS  xxxxxx  +++--!  ?????!  .
GET    /tsig/import/progress                                              1  TS  x       +       +       .
DELETE /tsig/import/progress                                              1  TS  x       +       +       .
POST   /tsig/import                                                       1  TS  x       +       +       .
POST   /tsig/import                                                       2  TS  x       +       +       .
POST   /auth/login                                                        1  K   +       +       .       .
GET    /auth/whoami                                                       1  TS  +       +       +       .
POST   /auth/introspect                                                   1  TS  +ooooo  +++ooo  +++ooo  .
GET    /api/v1/users/{userId}/sessions                                    1  S   xxxxxx  +++--!  +++--!  .
DELETE /api/v1/users/{userId}/sessions/{sessionId}                        1  S   xxxxxx  +++--!  +++--!  .
GET    /api/v1/audit                                                      1  S   x       +       +       .
GET    /api/v1/audit/state                                                1  S   x       +       +       .
GET    /api/v1/audit/verify                                               1  S   x       +       +       .
GET    /api/v1/audit/verify                                               2  S   x       +       +       .
GET    /api/v1/audit/export                                               1  S   x       +       ?       .
GET    /api/v1/audit/statement                                            1  S   x       +       ?       .
GET    /api/v1/first-run                                                  1  S   x       +       +       .
PUT    /api/v1/first-run                                                  1  S   x       +       +       .
GET    /api/v1/views                                                      1  S   +       +       +       .
POST   /api/v1/views                                                      1  S   +       +       +       .
PUT    /api/v1/views/{viewId}                                             1  S   +----!  +----!  +----!  .
DELETE /api/v1/views/{viewId}                                             1  S   +----!  +----!  +----!  .
GET    /api/v1/one/tokens                                                 1  S   +       +       +       .
GET    /api/v1/one/tokens                                                 2  S   +       +       +       .
POST   /api/v1/one/tokens                                                 1  S   +       +       ?       .
GET    /api/v1/one/tokens/{tokenId}                                       1  S   +----!  +++--!  +++--!  .
GET    /api/v1/one/tokens/{tokenId}/uses                                  1  S   +----!  +++--!  +++--!  .
PUT    /api/v1/one/tokens/{tokenId}                                       1  S   +----!  +++--!  +++--!  .
PUT    /api/v1/one/tokens/{tokenId}                                       2  S   +----!  +++--!  +++--!  .
PUT    /api/v1/one/tokens/{tokenId}                                       3  S   +----!  +++--!  ?????!  .
DELETE /api/v1/one/tokens/{tokenId}                                       1  S   +----!  +++--!  +++--!  .
GET    /account/api/v1/api-access-token                                   1  O   +----!  +++--!  .       .
POST   /account/api/v1/api-access-token                                   1  O   +       +       .       .
GET    /account/api/v1/api-access-token/{token_id}                        1  O   +----!  +++--!  .       .
PUT    /account/api/v1/api-access-token/{token_id}                        1  O   +----!  +++--!  .       .
PUT    /account/api/v1/api-access-token/{token_id}                        2  O   +----!  +++--!  .       .
DELETE /account/api/v1/api-access-token/{token_id}                        1  O   +----!  +++--!  .       .
GET    /account/api/v1/user/me                                            1  O   +       +       .       .
GET    /account/api/v1/user                                               1  O   +       +       .       .
GET    /account/api/v1/user/{user_id}                                     1  O   +----!  +++--!  .       .
POST   /api/v1/lookup                                                     1  S   +ooooo  +++ooo  +++ooo  .
GET    /api/v1/inventory                                                  1  S   +       +       +       .
GET    /api/v1/certcentral/keys                                           1  S   +       +       +       .
GET    /api/v1/certcentral/keys                                           2  S   +       +       +       .
POST   /api/v1/certcentral/keys                                           1  S   +       +       ?       .
POST   /api/v1/certcentral/keys                                           2  S   x       +       ?       .
POST   /api/v1/certcentral/keys                                           3  S   x       +       ?       .
GET    /api/v1/certcentral/keys/{keyId}                                   1  S   +----!  +++--!  +++--!  .
GET    /api/v1/certcentral/keys/{keyId}/uses                              1  S   +----!  +++--!  +++--!  .
PUT    /api/v1/certcentral/keys/{keyId}                                   1  S   +----!  +++--!  +++--!  .
POST   /api/v1/certcentral/keys/{keyId}/revoke                            1  S   +----!  +++--!  +++--!  .
POST   /api/v1/certcentral/keys/{keyId}/revoke                            2  S   +----!  +++--!  +++--!  .
GET    /api/v1/certcentral/keys/{keyId}/would-refuse                      1  S   +----!  +++--!  +++--!  .
GET    /api/v1/certcentral/divisions                                      1  S   x       +       +       .
GET    /api/v1/certcentral/users                                          1  S   +       +       +       .
GET    /api/v1/certcentral/users                                          2  S   +       +       +       .
GET    /services/v2/key                                                   1  C   +       +       .       0,102,103
GET    /services/v2/key/api-roles                                         1  C   +       +       .       0,100,101,102,103
GET    /services/v2/key/{key_id}                                          1  C   +----!  +++--!  .       0,102,103
POST   /services/v2/key/user/{user_id}                                    1  C   +----!  +++--!  .       0,103
PUT    /services/v2/key/{key_id}                                          1  C   +----!  +++--!  .       0,103
PUT    /services/v2/key/{key_id}/status                                   1  C   +----!  +++--!  .       0,103
GET    /services/v2/user                                                  1  C   x       +       .       0,102,103
GET    /services/v2/user/api-only                                         1  C   x       +       .       0,102,103
GET    /services/v2/service-user                                          1  C   x       +       .       0,102,103
GET    /services/v2/user/me                                               1  C   +       +       .       0,100,101,102,103
GET    /services/v2/user/{user_id}                                        1  C   +----!  +++--!  .       0,102,103
POST   /services/v2/user                                                  1  C   x       +       .       0,103
GET    /services/v2/authorization                                         1  C   +       +       .       0,100,101,102,103
GET    /services/v2/authorization/{permission}                            1  C   +       +       .       0,100,101,102,103
GET    /api/v1/certcentral/account-facts                                  1  S   x       +       +       .
PUT    /api/v1/certcentral/account-facts                                  1  S   x       +       +       .
GET    /services/v2/account                                               1  C   +       +       .       0,102
GET    /services/v2/container                                             1  C   +       +       .       0,102
GET    /services/v2/container/{container_id}                              1  C   +       +       .       0,102
GET    /services/v2/container/{container_id}/children                     1  C   +       +       .       0,102
GET    /services/v2/domain                                                1  C   +       +       .       0,101,102
GET    /services/v2/domain                                                2  C   +       +       .       0,101,102
GET    /services/v2/domain/{domain_id}                                    1  C   +       +       .       0,101,102
GET    /services/v2/organization                                          1  C   +       +       .       0,101,102
GET    /services/v2/organization                                          2  C   +       +       .       0,101,102
GET    /services/v2/organization/{organization_id}                        1  C   +       +       .       0,101,102
GET    /services/v2/organization/{organization_id}/validation             1  C   +       +       .       0,101,102
GET    /services/v2/product                                               1  C   +       +       .       0,100,101,102
GET    /services/v2/product/{name_id}                                     1  C   +       +       .       0,100,101,102
GET    /services/v2/finance/balance                                       1  C   x       +       .       0,102
GET    /api/v1/certcentral/auth-keys                                      1  S   +       +       +       .
POST   /api/v1/certcentral/auth-keys                                      1  S   x       +       ?       .
GET    /api/v1/certcentral/auth-keys/{authKeyId}                          1  S   +++--!  +++--!  +++--!  .
DELETE /api/v1/certcentral/auth-keys/{authKeyId}                          1  S   xxxxxx  +++--!  +++--!  .
POST   /api/v1/certcentral/auth-keys/{authKeyId}/reveal                   1  S   xxxxxx  +++--!  ?????!  .
POST   /api/v1/certcentral/auth-keys/{authKeyId}/request-token            1  S   xxxxxx  +++--!  ?????!  .
POST   /api/v1/certcentral/request-tokens/validate                        1  S   x       +       +       .
POST   /services/v2/account/auth-key                                      1  C   x       +       .       0
GET    /services/v2/account/auth-key                                      1  C   x       +       .       0,102
DELETE /services/v2/account/auth-key                                      1  C   x       +       .       0
GET    /services/v2/account/auth-keys                                     1  C   x       +       .       0,102
POST   /services/v2/account/auth-key/{id_or_days}                         1  C   x       +       .       0
GET    /services/v2/account/auth-key/{id_or_days}                         1  C   xxxxxx  +++--!  .       0,102
DELETE /services/v2/account/auth-key/{id_or_days}                         1  C   xxxxxx  +++--!  .       0
GET    /api/v1/connectors/allowed                                         1  S   x       +       +       .
POST   /api/v1/connectors/allowed                                         1  S   x       +       ?       .
DELETE /api/v1/connectors/allowed/{baseId}                                1  S   xxxxxx  +++--!  +++--!  .
GET    /api/v1/connectors                                                 1  S   x       +       +       .
POST   /api/v1/connectors                                                 1  S   x       +       +       .
POST   /api/v1/connectors                                                 2  S   x       +       +       .
GET    /api/v1/connectors/{connectorId}                                   1  S   xxxxxx  +++--!  +++--!  .
PUT    /api/v1/connectors/{connectorId}                                   1  S   xxxxxx  +++--!  +++--!  .
DELETE /api/v1/connectors/{connectorId}                                   1  S   xxxxxx  +++--!  +++--!  .
POST   /api/v1/connectors/{connectorId}/check                             1  S   xxxxxx  +++--!  +++--!  .
GET    /api/v1/connectors/{connectorId}/checks                            1  S   xxxxxx  +++--!  +++--!  .
GET    /api/v1/nameservers                                                1  TS  x       +       +       .
POST   /api/v1/nameservers                                                1  TS  x       +       +       .
GET    /api/v1/nameservers/{nameserverId}                                 1  TS  xxxxxx  +++--!  +++--!  .
PUT    /api/v1/nameservers/{nameserverId}                                 1  TS  xxxxxx  +++--!  +++--!  .
DELETE /api/v1/nameservers/{nameserverId}                                 1  TS  xxxxxx  +++--!  +++--!  .
GET    /api/v1/nameservers/{nameserverId}/uses                            1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/nameservers/{nameserverId}/uses                            1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/nameservers/{nameserverId}/uses/bulk                       1  TS  xxxxxx  +++--!  +++--!  .
DELETE /api/v1/nameservers/{nameserverId}/uses/{useId}                    1  TS  xxxxxx  +++--!  +++--!  .
PUT    /api/v1/nameservers/{nameserverId}/delivery                        1  TS  xxxxxx  +++--!  ?????!  .
GET    /api/v1/nameservers/{nameserverId}/export                          1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/nameservers/{nameserverId}/export                          1  TS  xxxxxx  +++--!  ?????!  .
POST   /api/v1/nameservers/{nameserverId}/in-place                        1  TS  xxxxxx  +++--!  +++--!  .
GET    /api/v1/nameservers/{nameserverId}/file                            1  W   +----!  +----!  .       .
POST   /api/v1/nameservers/{nameserverId}/report                          1  W   +----!  +----!  .       .
GET    /api/v1/nameservers/{nameserverId}/checks                          1  TS  xxxxxx  +++--!  +++--!  .
GET    /api/v1/tsig-rotation                                              1  TS  +       +       +       .
PUT    /api/v1/tsig-rotation                                              1  TS  x       +       +       .
GET    /tsig/{tsigId}/uses                                                1  TS  xxxxxx  +++--!  +++--!  .
GET    /tsig/{tsigId}/checks                                              1  TS  xxxxxx  +++--!  +++--!  .
POST   /tsig/{tsigId}/check                                               1  TS  xxxxxx  +++--!  +++--!  .
POST   /tsig/{tsigId}/rollover                                            1  TS  xxxxxx  +++--!  +++--!  .
GET    /api/v1/rollovers                                                  1  TS  x       +       +       .
GET    /api/v1/rollovers/{rolloverId}                                     1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/rollovers/{rolloverId}/advance                             1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/rollovers/{rolloverId}/pause                               1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/rollovers/{rolloverId}/undo                                1  TS  xxxxxx  +++--!  +++--!  .
POST   /api/v1/replies/{key}/acknowledge                                  1  S   +----!  +----!  +----!  .
`
