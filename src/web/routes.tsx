import { redirect, type RouteObject } from 'react-router'
import { load } from './client/query-client.ts'
import { Failure } from './client/failure.ts'
import { session } from './client/session.ts'
import { whyOut } from './client/signed-out.ts'
import { behindGate, loader as gate } from './pages/access-management/gate.ts'
import { Boundary } from './pages/shell/boundary.tsx'
import { dialog, gated, notThere, page, tab } from './pages/shell/page-handle.ts'
import { Root } from './pages/shell/root.tsx'
import { Splash } from './pages/shell/splash.tsx'
import { paths } from './paths.ts'

/** Nobody sees the shell who is not signed in; they come back to where they were going. */
async function signedIn({ request }: { request: Request }) {
  try {
    return await load(session)
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.code === 'not-signed-in')) throw thrown
    const { pathname, search } = new URL(request.url)
    throw redirect(paths.signIn(pathname + search, whyOut(thrown)))
  }
}

/** Every URL of the console (S3). What is heavy comes when it is opened. */
export const routes: RouteObject[] = [
  {
    Component: Root,
    HydrateFallback: Splash,
    ErrorBoundary: Boundary,
    children: [
      { path: '/sign-in', lazy: () => import('./pages/sign-in/sign-in.tsx') },
      { path: paths.setup, lazy: () => import('./pages/setup/setup.tsx') },
      { path: paths.invitation, lazy: () => import('./pages/invitation/invitation.tsx') },
      {
        loader: signedIn,
        lazy: () => import('./pages/shell/shell.tsx'),
        children: [
          {
            ErrorBoundary: Boundary,
            children: [
              { path: paths.overview, handle: page('Overview'), lazy: () => import('./pages/overview/overview.tsx') },
              {
                // No path of its own: the list stays mounted while its dialogs come and go by URL.
                handle: page('My API Keys', 'Account'),
                lazy: () => import('./pages/api-keys/list.tsx'),
                children: [
                  { path: paths.myApiKeys, element: null },
                  { path: paths.myApiKeysNew, handle: dialog('Generate API Key'), lazy: () => import('./pages/api-keys/create.tsx') },
                  { path: '/my-api-keys/:apiKeyId/edit', handle: dialog('Edit API Key'), lazy: () => import('./pages/api-keys/edit.tsx') },
                  { path: '/my-api-keys/:apiKeyId/rotate', handle: dialog('Rotate API Key'), lazy: () => import('./pages/api-keys/rotate.tsx') },
                ],
              },
              {
                path: '/my-api-keys/:apiKeyId',
                handle: page('API key', 'Account', 'My API Keys'),
                lazy: () => import('./pages/api-keys/key.tsx'),
                children: [
                  { index: true, element: null },
                  { path: 'edit-here', handle: dialog('Edit API Key'), lazy: () => import('./pages/api-keys/edit.tsx') },
                  { path: 'rotate-here', handle: dialog('Rotate API Key'), lazy: () => import('./pages/api-keys/rotate.tsx') },
                ],
              },
              { path: paths.authToken, handle: page('Auth token', 'Account'), lazy: () => import('./pages/auth-token/auth-token.tsx') },
              { path: paths.profile, handle: page('Profile', 'Account'), lazy: () => import('./pages/profile/profile.tsx') },
              { path: paths.sessions, handle: page('Sessions', 'Account'), lazy: () => import('./pages/sessions/sessions.tsx') },
              { path: '/dns/configurations', loader: () => redirect(paths.tsigKeys) },
              {
                handle: page('Configurations', 'DNS'),
                lazy: () => import('./pages/tsig-keys/list.tsx'),
                children: [
                  { path: paths.tsigKeys, element: null },
                  {
                    id: `${gated}: TSIG keys`,
                    loader: gate,
                    children: [
                      { path: paths.tsigKeysRotation, handle: dialog('Rotation reminder'), lazy: behindGate(() => import('./pages/tsig-keys/rotation.tsx')) },
                      { path: paths.tsigKeysNew, handle: dialog('Add TSIG Key'), lazy: () => import('./pages/tsig-keys/create.tsx') },
                      {
                        path: '/dns/configurations/tsig-keys/:tsigId/edit',
                        handle: dialog('Edit TSIG Key'),
                        lazy: behindGate(() => import('./pages/tsig-keys/edit.tsx')),
                      },
                      {
                        path: '/dns/configurations/tsig-keys/:tsigId/export/:format?',
                        handle: dialog('Export TSIG Key'),
                        lazy: behindGate(() => import('./pages/tsig-keys/export.tsx')),
                      },
                      {
                        path: '/dns/configurations/tsig-keys/:tsigId/roll-over',
                        handle: dialog('Roll over'),
                        lazy: behindGate(() => import('./pages/rollovers/plan.tsx')),
                      },
                      {
                        path: '/dns/configurations/tsig-keys/:tsigId/check',
                        handle: dialog('Live check'),
                        lazy: behindGate(() => import('./pages/tsig-checks/check.tsx')),
                      },
                      { path: paths.tsigKeysCheck, handle: dialog('Check all'), lazy: behindGate(() => import('./pages/tsig-checks/check-all.tsx')) },
                    ],
                  },
                ],
              },
              {
                path: '/dns/configurations/tsig-keys/:tsigId',
                handle: page('TSIG key', 'DNS', 'Configurations'),
                lazy: () => import('./pages/tsig-keys/key.tsx'),
                children: [
                  { index: true, element: null },
                  {
                    id: `${gated}: a TSIG key`,
                    loader: gate,
                    children: [
                      { path: 'edit-here', handle: dialog('Edit TSIG Key'), lazy: behindGate(() => import('./pages/tsig-keys/edit.tsx')) },
                      { path: 'rotation-here', handle: dialog('Rotation reminder'), lazy: behindGate(() => import('./pages/tsig-keys/rotation.tsx')) },
                      { path: 'use-here', handle: dialog('Add use'), lazy: behindGate(() => import('./pages/nameservers/add-use.tsx')) },
                      { path: 'export-here/:format?', handle: dialog('Export TSIG Key'), lazy: behindGate(() => import('./pages/tsig-keys/export.tsx')) },
                      { path: 'check-here', handle: dialog('Live check'), lazy: behindGate(() => import('./pages/tsig-checks/check.tsx')) },
                      { path: 'roll-over-here', handle: dialog('Roll over'), lazy: behindGate(() => import('./pages/rollovers/plan.tsx')) },
                    ],
                  },
                ],
              },
              {
                id: `${gated}: nameservers`,
                loader: gate,
                children: [
                  {
                    handle: tab('Nameservers', 'Configurations', 'DNS'),
                    lazy: behindGate(() => import('./pages/nameservers/list.tsx')),
                    children: [
                      { path: paths.nameservers, element: null },
                      { path: paths.nameserversCheck, handle: dialog('Check all'), lazy: behindGate(() => import('./pages/tsig-checks/check-all.tsx')) },
                      { path: paths.nameserversUses, handle: dialog('Add uses'), lazy: behindGate(() => import('./pages/nameservers/add-uses.tsx')) },
                      { path: paths.nameserversNew, handle: dialog('Add Nameserver'), lazy: behindGate(() => import('./pages/nameservers/create.tsx')) },
                      {
                        path: '/dns/configurations/nameservers-edit/:nameserverId',
                        handle: dialog('Edit Nameserver'),
                        lazy: behindGate(() => import('./pages/nameservers/edit.tsx')),
                      },
                    ],
                  },
                  {
                    path: '/dns/configurations/nameservers/:nameserverId',
                    handle: page('Nameserver', 'DNS', 'Configurations', 'NAMESERVERS'),
                    lazy: behindGate(() => import('./pages/nameservers/nameserver.tsx')),
                    children: [
                      { index: true, element: null },
                      { path: 'edit', handle: dialog('Edit Nameserver'), lazy: behindGate(() => import('./pages/nameservers/edit.tsx')) },
                      { path: 'check', handle: dialog('Live check'), lazy: behindGate(() => import('./pages/tsig-checks/check.tsx')) },
                      { path: 'use-new', handle: dialog('Add use'), lazy: behindGate(() => import('./pages/nameservers/add-use.tsx')) },
                      { path: 'powerdns-api', handle: dialog('PowerDNS API'), lazy: behindGate(() => import('./pages/nameservers/powerdns.tsx')) },
                    ],
                  },
                ],
              },
              {
                id: `${gated}: TSIG import`,
                loader: gate,
                children: [
                  { path: paths.tsigKeysImport, handle: page('Import TSIG keys', 'DNS', 'Configurations'), lazy: () => import('./pages/tsig-keys/import.tsx') },
                ],
              },
              {
                id: `${gated}: rollovers`,
                loader: gate,
                children: [
                  {
                    handle: tab('Rollovers', 'Configurations', 'DNS'),
                    lazy: behindGate(() => import('./pages/rollovers/list.tsx')),
                    children: [
                      { path: paths.rollovers, element: null },
                      {
                        path: paths.rolloversLegacy,
                        handle: dialog('Roll over all legacy keys'),
                        lazy: behindGate(() => import('./pages/rollovers/all-legacy.tsx')),
                      },
                    ],
                  },
                  {
                    path: '/dns/configurations/rollovers/:rolloverId',
                    handle: page('Rollover', 'DNS', 'Configurations'),
                    lazy: behindGate(() => import('./pages/rollovers/rollover.tsx')),
                  },
                ],
              },
              {
                handle: page('API Keys', 'CertCentral'),
                lazy: () => import('./pages/certcentral-keys/list.tsx'),
                children: [
                  { path: paths.certcentralKeys, element: null },
                  { path: paths.certcentralKeysNew, handle: dialog('Add API Key'), lazy: () => import('./pages/certcentral-keys/create.tsx') },
                  { path: '/certcentral/api-keys/:keyId/edit', handle: dialog('Update API Key'), lazy: () => import('./pages/certcentral-keys/edit.tsx') },
                ],
              },
              {
                path: '/certcentral/api-keys/:keyId',
                handle: page('CertCentral API key', 'CertCentral', 'API Keys'),
                lazy: () => import('./pages/certcentral-keys/key.tsx'),
                children: [
                  { index: true, element: null },
                  { path: 'edit-here', handle: dialog('Update API Key'), lazy: () => import('./pages/certcentral-keys/edit.tsx') },
                ],
              },
              {
                path: '/certcentral/auth-keys/:authKeyId',
                handle: page('AuthKey', 'CertCentral', 'AuthKeys'),
                lazy: () => import('./pages/auth-keys/key.tsx'),
              },
              {
                handle: page('AuthKeys', 'CertCentral'),
                lazy: () => import('./pages/auth-keys/list.tsx'),
                children: [
                  { path: paths.authKeys, element: null },
                  {
                    id: `${gated}: AuthKeys`,
                    loader: gate,
                    children: [{ path: paths.authKeysNew, handle: dialog('Create AuthKey'), lazy: () => import('./pages/auth-keys/create.tsx') }],
                  },
                ],
              },
              {
                id: `${gated}: request tokens`,
                loader: gate,
                children: [
                  {
                    path: '/certcentral/auth-keys/:authKeyId/request-token',
                    handle: page('Request token', 'CertCentral', 'AuthKeys'),
                    lazy: behindGate(() => import('./pages/auth-keys/request-token.tsx')),
                  },
                ],
              },
              {
                id: `${gated}: connectors`,
                loader: gate,
                children: [
                  {
                    handle: page('Connectors', 'CertCentral'),
                    lazy: behindGate(() => import('./pages/connectors/list.tsx')),
                    children: [
                      { path: paths.connectors, element: null },
                      { path: paths.connectorsNew, handle: dialog('Add connector'), lazy: behindGate(() => import('./pages/connectors/create.tsx')) },
                    ],
                  },
                  {
                    path: paths.accountFacts,
                    handle: page('Account facts', 'CertCentral', 'Connectors'),
                    lazy: behindGate(() => import('./pages/connectors/account-facts.tsx')),
                  },
                  {
                    path: '/certcentral/connectors/:connectorId',
                    handle: page('Connector', 'CertCentral', 'Connectors'),
                    lazy: behindGate(() => import('./pages/connectors/connector.tsx')),
                    children: [
                      { index: true, element: null },
                      { path: 'edit', handle: dialog('Edit connector'), lazy: behindGate(() => import('./pages/connectors/edit.tsx')) },
                    ],
                  },
                ],
              },
              { path: paths.oneTokens, handle: page('API Tokens', 'DigiCert ONE'), lazy: () => import('./pages/one-tokens/list.tsx') },
              { path: paths.oneTokensNew, handle: page('Create API key', 'DigiCert ONE', 'API Tokens'), lazy: () => import('./pages/one-tokens/create.tsx') },
              {
                path: paths.oneTokensCreated,
                handle: page('Congratulations', 'DigiCert ONE', 'API Tokens'),
                lazy: () => import('./pages/one-tokens/congratulations.tsx'),
              },
              {
                path: '/digicert-one/api-tokens/:tokenId',
                handle: page('API token', 'DigiCert ONE', 'API Tokens'),
                lazy: () => import('./pages/one-tokens/token.tsx'),
              },
              {
                // A page as that of the list is, which leads back to the token.
                path: '/digicert-one/api-tokens/:tokenId/edit-here',
                handle: page('Edit API token', 'DigiCert ONE', 'API Tokens'),
                lazy: () => import('./pages/one-tokens/edit.tsx'),
              },
              {
                path: '/digicert-one/api-tokens/:tokenId/edit',
                handle: page('Edit API token', 'DigiCert ONE', 'API Tokens'),
                lazy: () => import('./pages/one-tokens/edit.tsx'),
              },
              {
                id: gated,
                loader: gate,
                children: [
                  { path: '/settings/access-management', loader: () => redirect(paths.users) },
                  {
                    handle: tab('Users', 'Access Management', 'Settings'),
                    lazy: behindGate(() => import('./pages/users/list.tsx')),
                    children: [
                      { path: paths.users, element: null },
                      { path: paths.usersNew, handle: dialog('Invite User'), lazy: behindGate(() => import('./pages/users/invite.tsx')) },
                      {
                        path: '/settings/access-management/users-edit/:userId',
                        handle: dialog('Edit User'),
                        lazy: behindGate(() => import('./pages/users/edit.tsx')),
                      },
                      {
                        path: '/settings/access-management/users-role/:userId',
                        handle: dialog('Change Role'),
                        lazy: behindGate(() => import('./pages/users/role.tsx')),
                      },
                    ],
                  },
                  {
                    path: '/settings/access-management/users/:userId',
                    handle: page('User', 'Settings', 'Access Management'),
                    lazy: behindGate(() => import('./pages/users/user.tsx')),
                    children: [
                      {
                        // A part of the page: the keys are another noun's.
                        lazy: behindGate(() => import('./pages/api-keys/of-user.tsx')),
                        children: [
                          { index: true, element: null },
                          { path: 'edit', handle: dialog('Edit User'), lazy: behindGate(() => import('./pages/users/edit.tsx')) },
                          { path: 'role', handle: dialog('Change Role'), lazy: behindGate(() => import('./pages/users/role.tsx')) },
                          { path: 'api-keys-new', handle: dialog('Generate API Key'), lazy: behindGate(() => import('./pages/api-keys/create.tsx')) },
                          { path: 'api-keys/:apiKeyId/edit', handle: dialog('Edit API Key'), lazy: behindGate(() => import('./pages/api-keys/edit.tsx')) },
                          {
                            path: 'api-keys/:apiKeyId/rotate',
                            handle: dialog('Rotate API Key'),
                            lazy: behindGate(() => import('./pages/api-keys/rotate.tsx')),
                          },
                        ],
                      },
                    ],
                  },
                  {
                    handle: tab('API keys', 'Access Management', 'Settings'),
                    lazy: behindGate(() => import('./pages/api-keys/all.tsx')),
                    children: [
                      { path: paths.apiKeys, element: null },
                      { path: paths.apiKeysNew, handle: dialog('Generate API Key'), lazy: behindGate(() => import('./pages/api-keys/create-for.tsx')) },
                      {
                        path: '/settings/access-management/api-keys/:apiKeyId/edit',
                        handle: dialog('Edit API Key'),
                        lazy: behindGate(() => import('./pages/api-keys/edit.tsx')),
                      },
                      {
                        path: '/settings/access-management/api-keys/:apiKeyId/rotate',
                        handle: dialog('Rotate API Key'),
                        lazy: behindGate(() => import('./pages/api-keys/rotate.tsx')),
                      },
                    ],
                  },
                  {
                    path: '/settings/access-management/api-keys/:apiKeyId',
                    handle: page('API key', 'Settings', 'Access Management', 'API KEYS'),
                    lazy: behindGate(() => import('./pages/api-keys/key.tsx')),
                    children: [
                      { index: true, element: null },
                      { path: 'edit-here', handle: dialog('Edit API Key'), lazy: behindGate(() => import('./pages/api-keys/edit.tsx')) },
                      { path: 'rotate-here', handle: dialog('Rotate API Key'), lazy: behindGate(() => import('./pages/api-keys/rotate.tsx')) },
                    ],
                  },
                  {
                    path: paths.apiKeysRotating,
                    handle: page('Rotations', 'Settings', 'Access Management', 'API KEYS'),
                    lazy: behindGate(() => import('./pages/api-keys/rotations.tsx')),
                  },
                  {
                    path: paths.auditStatement,
                    handle: page('Statement', 'Settings', 'Access Management', 'AUDIT LOG'),
                    lazy: behindGate(() => import('./pages/audit/statement.tsx')),
                  },
                  { path: paths.auditLog, handle: tab('Audit log', 'Access Management', 'Settings'), lazy: behindGate(() => import('./pages/audit/list.tsx')) },
                ],
              },
              { path: '*', handle: notThere, lazy: () => import('./pages/not-found/not-found.tsx') },
            ],
          },
        ],
      },
    ],
  },
]
