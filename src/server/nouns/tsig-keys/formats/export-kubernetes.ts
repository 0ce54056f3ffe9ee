import type { KeyText } from './key-text.ts'
import { hostPort } from './places.ts'
import { escapedName, inJson } from './quoting.ts'

/** A name of Kubernetes: lower case, digits, `-` and dots, begun and ended by neither (RFC 1123). */
const objectName = (name: string) =>
  `tsig-${name
    .toLowerCase()
    .replace(/[^a-z0-9.-]/gu, '-')
    .replace(/\.(?=-)|(?<=-)\.|\.(?=\.)/g, '-')
    .slice(0, 200)}`.replace(/[.-]+$/, '')

export const externalDns = ({ name, shown, wire, secret, places: { server, zone } }: KeyText): string => `# external-dns (provider rfc2136): TSIG key ${shown}.
# 1. Save as external-dns.yaml, put your server and zone, and run: kubectl apply -f external-dns.yaml
# 2. In the Deployment of external-dns, take these settings into its container, and leave out the arguments of the same names:
#      envFrom:
#        - secretRef:
#            name: ${objectName(name)}
# As arguments, --rfc2136-tsig-secret=… would show the secret to everybody who may read the Deployment.
apiVersion: v1
kind: Secret
metadata:
  name: ${objectName(name)}
  namespace: external-dns
type: Opaque
stringData:
  EXTERNAL_DNS_PROVIDER: rfc2136
  EXTERNAL_DNS_RFC2136_HOST: "${server.address}"
  EXTERNAL_DNS_RFC2136_PORT: "${server.port ?? 53}"
  EXTERNAL_DNS_RFC2136_ZONE: "${zone}"
  EXTERNAL_DNS_RFC2136_AXFR: "true"
  EXTERNAL_DNS_RFC2136_TSIG_KEYNAME: ${inJson(name)}
  EXTERNAL_DNS_RFC2136_TSIG_SECRET_ALG: ${wire}
  EXTERNAL_DNS_RFC2136_TSIG_SECRET: "${secret}"
`

/** Those that cert-manager's rfc2136 solver has (pkg/issuer/acme/dns/rfc2136: supportedAlgorithms). */
const certManagerHas = ['HMAC-SHA256', 'HMAC-SHA512']
const unknownTo = (algorithm: string) =>
  `# cert-manager does not know ${algorithm}: it refuses this Issuer. Make a key with HMAC-SHA256 or HMAC-SHA512 for it.\n`

export const certManager = ({
  name,
  shown,
  algorithm,
  secret,
  places: { server },
}: KeyText): string => `# cert-manager (ACME DNS-01 by RFC 2136): TSIG key ${shown}.
${certManagerHas.includes(algorithm) ? '' : unknownTo(algorithm)}# 1. Save as cert-manager.yaml, put your server and e-mail address.
# 2. kubectl apply -f cert-manager.yaml
apiVersion: v1
kind: Secret
metadata:
  name: ${objectName(name)}
  namespace: cert-manager
type: Opaque
stringData:
  tsig-secret: "${secret}"
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata:
  name: acme-rfc2136
spec:
  acme:
    server: https://acme-staging-v02.api.letsencrypt.org/directory
    email: hostmaster@example.com
    privateKeySecretRef:
      name: acme-account-key
    solvers:
      - dns01:
          rfc2136:
            nameserver: "${hostPort(server)}"
            tsigKeyName: ${JSON.stringify(escapedName(name))}
            tsigAlgorithm: ${algorithm.replace('-', '')}
            tsigSecretSecretRef:
              name: ${objectName(name)}
              key: tsig-secret
`
