import { A, B, inside, itemOf, type FieldCase } from './tsig-field.ts'

const deployment = (container: string, namespace = 'dns', name = 'external-dns') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:
  template:
    spec:
      containers:
      - name: external-dns
        image: registry.k8s.io/external-dns/external-dns:v0.15.0
${inside(8, container)}`
const args = (...list: string[]) => `args:\n${list.map((one) => `- ${one}\n`).join('')}`
const key = (name: string, secret: string) =>
  args('--provider=rfc2136', `--rfc2136-tsig-keyname=${name}`, '--rfc2136-tsig-secret-alg=hmac-sha256', `--rfc2136-tsig-secret=${secret}`)
const secretOf = (values: string, { namespace = 'dns', name = 'tsig', part = 'data' } = {}) => `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
${namespace === '' ? '' : `  namespace: ${namespace}\n`}type: Opaque
${part}:
${inside(2, values)}`
const reference = `env:
- name: EXTERNAL_DNS_RFC2136_TSIG_SECRET
  valueFrom:
    secretKeyRef:
      name: tsig
      key: secret
`
const named = args('--rfc2136-tsig-keyname=one', '--rfc2136-tsig-secret-alg=hmac-sha256')
const issuer = (kind = 'ClusterIssuer', namespace = '') => `apiVersion: cert-manager.io/v1
kind: ${kind}
metadata:
  name: letsencrypt
${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:
  acme:
    solvers:
    - dns01:
        rfc2136:
          nameserver: 192.0.2.53:53
          tsigKeyName: one
          tsigAlgorithm: HMACSHA256
          tsigSecretSecretRef:
            name: tsig
            key: secret
`
const documents = (...list: string[]) => list.join('---\n')
const list = (...items: string[]) => `apiVersion: v1\nitems:\n${items.map(itemOf).join('')}kind: List\nmetadata:\n  resourceVersion: ""\n`
const elsewhere = /has its secret elsewhere/

const k8s = 'Kubernetes: external-dns'
const cert = 'Kubernetes: cert-manager'

export const kubernetesCases: FieldCase[] = [
  {
    format: k8s,
    tried: 'two Deployments, the first with $(TSIG_SECRET), the second with a secret',
    text: documents(deployment(key('one', '$(TSIG_SECRET)')), deployment(key('two', B))),
    keys: ['two HMAC-SHA256 B'],
    says: [elsewhere],
  },
  {
    format: k8s,
    tried: 'the same without --- between them, as concatenated files',
    text: `${deployment(key('one', '$(TSIG_SECRET)'))}\n${deployment(key('two', B))}`,
    keys: ['two HMAC-SHA256 B'],
    says: [elsewhere],
  },
  {
    format: k8s,
    tried: 'the same, where no empty line parts them',
    text: deployment(key('one', '$(TSIG_SECRET)')) + deployment(key('two', B)),
    keys: [],
    says: [/Ambiguous: this stands twice/],
  },
  {
    format: k8s,
    tried: 'arguments as two items',
    text: deployment(args('--rfc2136-tsig-keyname', 'one', '--rfc2136-tsig-secret-alg', 'hmac-sha256', '--rfc2136-tsig-secret', A)),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'arguments in one string for a shell',
    text: deployment(
      `command: ["sh", "-c", "exec external-dns --rfc2136-tsig-keyname=one --rfc2136-tsig-secret-alg=hmac-sha256 --rfc2136-tsig-secret='${A}'"]`,
    ),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'arguments in a folded scalar',
    text: deployment(
      `command:\n- sh\n- -c\n- >-\n  external-dns\n  --rfc2136-tsig-keyname=one\n  --rfc2136-tsig-secret-alg=hmac-sha256\n  --rfc2136-tsig-secret=${A}`,
    ),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'server, port and zone among the arguments',
    text: deployment(key('one', A) + '- --rfc2136-host=192.0.2.53\n- --rfc2136-port=5353\n- --rfc2136-zone=example.net\n'),
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.53#5353 example.net'],
  },
  {
    format: k8s,
    tried: 'secretKeyRef, its Secret beside it',
    text: documents(deployment(named + reference), secretOf(`secret: ${btoa(A)}`)),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'secretKeyRef, its Secret in another namespace',
    text: documents(deployment(named + reference), secretOf(`secret: ${btoa(A)}`, { namespace: 'other' })),
    keys: [],
    says: [elsewhere],
  },
  {
    format: k8s,
    tried: 'secretKeyRef, two Secrets of that name in two namespaces',
    text: documents(deployment(named + reference), secretOf(`secret: ${btoa(A)}`), secretOf(`secret: ${btoa(B)}`, { namespace: 'other' })),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'the same, where the Deployment has no namespace',
    text: documents(deployment(named + reference, ''), secretOf(`secret: ${btoa(A)}`), secretOf(`secret: ${btoa(B)}`, { namespace: 'other' })),
    keys: [],
    says: [/Ambiguous: this Secret stands on lines \d+ and \d+/],
  },
  {
    format: k8s,
    tried: '$(NAME) of a variable from a Secret',
    text: documents(deployment(key('one', '$(TSIG)') + reference.replace('EXTERNAL_DNS_RFC2136_TSIG_SECRET', 'TSIG')), secretOf(`secret: ${btoa(`${A}\n`)}`)),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'envFrom a Secret with a prefix',
    text: documents(
      deployment(`${named}envFrom:\n- prefix: EXTERNAL_DNS_RFC2136_\n  secretRef:\n    name: tsig\n`),
      secretOf(`TSIG_SECRET: ${A}`, { part: 'stringData' }),
    ),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'two containers of one pod',
    text: deployment(key('one', '$(TSIG_SECRET)')) + inside(6, `- name: second\n  image: x\n${inside(2, key('two', B))}`),
    keys: ['two HMAC-SHA256 B'],
    says: [elsewhere],
  },
  {
    format: k8s,
    tried: 'the secret twice among the arguments',
    text: deployment(`${key('one', A)}- --rfc2136-tsig-secret=${B}\n`),
    keys: [],
    says: [/Ambiguous/],
  },
  {
    format: k8s,
    tried: 'ConfigMap with the name and the algorithm, Secret with the secret',
    text: documents(
      deployment('envFrom:\n- configMapRef:\n    name: settings\n- secretRef:\n    name: tsig\n'),
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: dns\ndata:\n  EXTERNAL_DNS_RFC2136_TSIG_KEYNAME: one\n  ` +
        `EXTERNAL_DNS_RFC2136_TSIG_SECRET_ALG: hmac-sha256\n`,
      secretOf(`EXTERNAL_DNS_RFC2136_TSIG_SECRET: ${btoa(A)}`),
    ),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'kustomize: secretGenerator with literals',
    text: documents(
      deployment(named + reference, ''),
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n- name: tsig\n  literals:\n  - secret=${A}\n`,
    ),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'Helm values: env and extraArgs',
    text: `provider:\n  name: rfc2136\nenv:\n- name: EXTERNAL_DNS_RFC2136_TSIG_SECRET\n  value: ${A}\nextraArgs:\n- --rfc2136-tsig-keyname=one\n- ` +
      `--rfc2136-tsig-secret-alg=hmac-sha256\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: "Helm values: the chart's own rfc2136 block",
    text: `provider: rfc2136\npolicy: sync\nrfc2136:\n  host: 192.0.2.53\n  tsigKeyname: one\n  tsigSecretAlg: hmac-sha256\n  tsigSecret: "${A}"\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: k8s,
    tried: 'anchors, aliases and merge keys',
    text: `common: &common\n  image: x\n  env: &env\n  - name: EXTERNAL_DNS_RFC2136_TSIG_SECRET\n    value: ${A}\none:\n  <<: *common\n  args: ` +
      `[--rfc2136-tsig-keyname=one, --rfc2136-tsig-secret-alg=hmac-sha256]\n`,
    keys: ['one HMAC-SHA256 A'],
    says: [/This external-dns has no name/],
  },
  {
    format: cert,
    tried: 'Secret as a block scalar (|)',
    text: documents(issuer(), secretOf(`secret: |\n  ${A}\n`, { part: 'stringData', namespace: 'cert-manager' })),
    keys: ['one HMAC-SHA256 A'],
    uses: ['one: 192.0.2.53'],
  },
  {
    format: cert,
    tried: 'Secret as a block scalar (|-)',
    text: documents(issuer(), secretOf(`secret: |-\n  ${A}\n`, { part: 'stringData', namespace: 'cert-manager' })),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: cert,
    tried: 'Secret folded over two lines (>-)',
    text: documents(issuer(), secretOf(`secret: >-\n  ${A.slice(0, 20)}\n  ${A.slice(20)}\n`, { part: 'stringData' })),
    keys: ['one HMAC-SHA256 A'],
  },
  { format: cert, tried: 'kubectl get secret,clusterissuer -o yaml (List)', text: list(secretOf(`secret: ${btoa(A)}`), issuer()), keys: ['one HMAC-SHA256 A'] },
  {
    format: cert,
    tried: 'the same in JSON, with the last applied configuration in an annotation',
    text: JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 'tsig', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ stringData: { secret: B } }) } },
            data: { secret: btoa(A) },
          },
          {
            apiVersion: 'cert-manager.io/v1',
            kind: 'ClusterIssuer',
            spec: {
              acme: {
                solvers: [{ dns01: { rfc2136: { tsigKeyName: 'one', tsigAlgorithm: 'HMACSHA256', tsigSecretSecretRef: { name: 'tsig', key: 'secret' } } } }],
              },
            },
          },
        ],
      },
      null,
      4,
    ),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: cert,
    tried: 'ClusterIssuer, two Secrets of its name',
    text: documents(issuer(), secretOf(`secret: ${btoa(A)}`), secretOf(`secret: ${btoa(B)}`, { namespace: 'other' })),
    keys: [],
    says: [/Ambiguous: this Secret stands on lines/],
  },
  {
    format: cert,
    tried: 'Issuer, its Secret only in another namespace',
    text: documents(issuer('Issuer', 'web'), secretOf(`secret: ${btoa(A)}`)),
    keys: [],
    says: [/secret of this issuer is not in this text/],
  },
  {
    format: cert,
    tried: 'data and stringData of one name: stringData counts',
    text: documents(issuer(), secretOf(`secret: ${btoa(B)}\n`) + `stringData:\n  secret: ${A}\n`),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: cert,
    tried: 'the secret itself under data, not its base64',
    text: documents(issuer(), secretOf(`secret: ${Buffer.alloc(32, 0xf3).toString('base64')}`)),
    keys: [],
    says: [/not the base64 of a text/],
  },
  {
    format: cert,
    tried: 'no tsigAlgorithm',
    text: documents(issuer().replace(/ +tsigAlgorithm.*\n/, ''), secretOf(`secret: ${btoa(A)}`)),
    keys: [],
    says: [/cert-manager takes HMACMD5/],
  },
  {
    format: cert,
    tried: 'one Secret for two names of values',
    text: documents(
      issuer(),
      issuer().replace('tsigKeyName: one', 'tsigKeyName: two').replace('key: secret', 'key: other'),
      secretOf(`secret: ${btoa(A)}\nother: ${btoa(B)}`),
    ),
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA256 B'],
  },
  {
    format: cert,
    tried: 'Windows line ends and a byte order mark',
    text: `\ufeff${documents(issuer(), secretOf(`secret: ${btoa(A)}`))}`.replaceAll('\n', '\r\n'),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'Kubernetes',
    tried: 'named.conf in a ConfigMap',
    text: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: bind\ndata:\n  named.conf: |\n    key "one" {\n      algorithm hmac-sha256;\n      secret ` +
      `"${A}";\n    };\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'Kubernetes',
    tried: 'a Secret that nothing refers to',
    text: secretOf(`tsig-secret: ${btoa(A)}`),
    keys: [],
    says: [/Nothing in this text says which key/],
  },
  {
    format: 'Kubernetes',
    tried: 'objects without keys beside one',
    text: documents('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: dns\n', deployment(key('one', A))),
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'YAML',
    tried: 'ten levels of aliases that would grow to a thousand million',
    text:
      'a0: &a0 [x, x, x, x, x, x, x, x]\n' +
      Array.from({ length: 10 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(8).fill(`*a${i}`).join(', ')}]\n`).join('') +
      `key_name: one\nkey_algorithm: hmac-sha256\nkey_secret: ${A}\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'YAML',
    tried: 'a list of keys, in block and in flow form',
    text: `tsig_keys:\n  - name: one\n    algorithm: hmac-sha256\n    secret: ${A}\n  - { name: two, algorithm: hmac-sha512, secret: '${B}' }\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
  {
    format: 'YAML',
    tried: 'a key that has two names',
    text: `- name: server\n  keyname: one\n  algorithm: hmac-sha256\n  secret: ${A}\n`,
    keys: [],
    says: [/Ambiguous: this object may be read in two ways/],
  },
  {
    format: 'YAML',
    tried: 'a member that stands twice',
    text: `keys:\n- name: one\n  algorithm: hmac-sha256\n  secret: ${A}\n  secret: ${B}\n`,
    keys: [],
    says: [/Ambiguous: this stands twice in one object, on lines 4 and 5/, /secret is not in this text/],
  },
  {
    format: 'YAML',
    tried: 'encrypted by SOPS or ansible-vault',
    text: `keys:\n- name: one\n  algorithm: hmac-sha256\n  secret: ENC[AES256_GCM,data:abc,type:str]\n- name: two\n  algorithm: hmac-sha256\n  secret: ` +
      `!vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    6162\n`,
    keys: [],
    says: [/encrypted here/, /encrypted here/],
  },
  {
    format: 'YAML',
    tried: 'broken indentation',
    text: `keys:\n- name: one\n   algorithm: hmac-sha256\n  secret: ${A}\n`,
    keys: [],
    says: [/no YAML from here on/],
  },
  {
    format: 'octoDNS',
    tried: 'providers with keys, one of them by env/',
    text: `providers:\n  one:\n    class: octodns_bind.Rfc2136Provider\n    host: 192.0.2.53\n    key_name: one\n    key_secret: ${A}\n    key_algorithm: ` +
      `hmac-sha256\n  two:\n    class: octodns_bind.AxfrSource\n    key_name: two\n    key_secret: env/AXFR_SECRET\n    key_algorithm: hmac-sha256\n`,
    keys: ['one HMAC-SHA256 A'],
    says: [elsewhere],
  },
  {
    format: 'Ansible',
    tried: 'community.general.nsupdate',
    text: `- name: Update\n  community.general.nsupdate:\n    server: 192.0.2.53\n    key_name: "one"\n    key_secret: "${A}"\n    key_algorithm: ` +
      `hmac-sha256\n    record: www\n`,
    keys: ['one HMAC-SHA256 A'],
  },
  {
    format: 'Compose',
    tried: 'environment as a map and as a list',
    text: `services:\n  a:\n    environment:\n      RFC2136_TSIG_KEY: one\n      RFC2136_TSIG_ALGORITHM: hmac-sha256.\n      RFC2136_TSIG_SECRET: ${A}\n  ` +
      `b:\n    environment:\n    - RFC2136_TSIG_KEY=two\n    - RFC2136_TSIG_ALGORITHM=hmac-sha512.\n    - RFC2136_TSIG_SECRET=${B}\n`,
    keys: ['one HMAC-SHA256 A', 'two HMAC-SHA512 B'],
  },
]
