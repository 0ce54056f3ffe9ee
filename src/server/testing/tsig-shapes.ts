/*
 * Texts of any length that cost some earlier or simpler reader more than their length: line ends looked for again at each statement of
 * one line, a quote that is never closed tried from each of its letters, a slice of the rest for each token, a recursion for each
 * brace. The unit tests try them small, `npm run check:readers` up to 10 MB.
 */

/** As many pieces, each with its number, as make this size. */
const counted = (size: number, each: number, piece: (at: number) => string): string =>
  Array.from({ length: Math.ceil(size / each) }, (_, at) => piece(at)).join('')

type Shapes = Record<string, (size: number) => string>

/** Each of these made some reader quadratic once. */
export const shapes: Shapes = {
  'one line of statements': (size) => 'a{};'.repeat(size / 4),
  'one line of key references': (size) => `options { ${'key "x"; '.repeat(size / 9)} };`,
  'open braces': (size) => '{'.repeat(size),
  'open blocks': (size) => 'key a {'.repeat(size / 7),
  'quotes never closed': (size) => `key a { secret "${'\\"'.repeat(size / 2)}`,
  'words of quotes': (size) => `dig ${'"\\'.repeat(2000)}\n`.repeat(size / 4005),
  'comments': (size) => '/**/'.repeat(size / 4),
  'comments never closed': (size) => '/*'.repeat(size / 2),
  'blanks': (size) => ' '.repeat(size),
  'blank lines': (size) => '\n'.repeat(size),
  'lines with a key and blanks': (size) => `key a\n${' '.repeat(500)}\n`.repeat(size / 507),
  'ever deeper YAML': (size) => `apiVersion: v1\n${Array.from({ length: Math.floor(Math.sqrt(size * 2)) }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')}`,
  'no line end': (size) => 'a'.repeat(size),
  'ends of nothing': (size) => `${'};'.repeat(2000)} x\n`.repeat(size / 4003),
  'NULs': (size) => '\0\n'.repeat(size / 2),
  'JSON': (size) => `[${'{"name":"a"},'.repeat(size / 13)}]`,
  'deep JSON': (size) => '{"a": ['.repeat(size / 7),
  'YAML': (size) => '- a: b\n'.repeat(size / 7),
  'documents': (size) => '---\na: b\n'.repeat(size / 9),
  'deep YAML': (size) => `a: ${'['.repeat(size)}`,
  'dashes': (size) => '- '.repeat(size / 2),
  'anchors and merges': (size) => `a: &a {k: v}\n${'b: {<<: *a}\n'.repeat(size / 12)}`,
  'twice the same name': (size) => 'a: x\n'.repeat(size / 5),
  'long keys': (size) => `${'a'.repeat(size / 2)}: ${'b'.repeat(size / 2)}`,
  'issuers and Secrets of one name': (size) =>
    (
      'apiVersion: v1\nkind: ClusterIssuer\nspec: {rfc2136: {tsigKeyName: k, tsigSecretSecretRef: {name: s, key: k}}}\n---\n' +
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n---\n'
    ).repeat(size / 150),
  'flags': (size) => `args:\n${'- --rfc2136-tsig-secret=a\n'.repeat(size / 26)}`,
  'settings': (size) => 'RFC2136_TSIG_KEY=a\n'.repeat(size / 19),
  'continued lines': (size) => 'dig a\\\n'.repeat(size / 7),
  'heads of blocks': (size) => 'key /*\n'.repeat(size / 7),
  'includes': (size) => `{ ${'<?include "x"?>\n'.repeat(size / 16)} }`,
  'long words': (size) => `tsig dig ${'a'.repeat(3900)}!\n`.repeat(size / 3911),
  'sections': (size) => 'key:\n - id: a\n'.repeat(size / 14),
  'private files': (size) => 'Private-key-format: v1\n'.repeat(size / 23),
}

/** And their siblings, for the check alone. */
export const moreShapes: Shapes = {
  // Where the time goes to YAML: one document, flow and block, anchors that each name the one before, quotes and comments without end.
  'one flow of many items': (size) => `tsig: [${'a,'.repeat(size / 2)}]`,
  'one flow of many maps': (size) => `tsig: [${'{a: b}, '.repeat(size / 8)}]`,
  'an anchor for each member': (size) => `tsig:\n${counted(size, 30, (at) => `  a${at}: &x${at} {b: *x${Math.max(0, at - 1)}}\n`)}`,
  'aliases of one anchor': (size) => `tsig: &a [x]\nb: [${'*a,'.repeat(size / 3)}]`,
  'an anchor in an anchor': (size) => `tsig: ${counted(size, 12, (at) => `[&x${at} `)}`,
  'quotes of YAML never closed': (size) => `tsig:\n${'  - "a\n'.repeat(size / 7)}`,
  'one long quote of YAML': (size) => `tsig: "${'a \\n '.repeat(size / 5)}"\n`,
  'one long quote over lines': (size) => `tsig: "${'a\n\n  '.repeat(size / 5)}"\n`,
  'one plain scalar over lines': (size) => `tsig: a\n${'  b\n'.repeat(size / 4)}`,
  'a folded scalar': (size) => `tsig: >\n${'  a b\n\n   c\n'.repeat(size / 13)}`,
  'a block of blank lines': (size) => `tsig: |\n${'\n'.repeat(size)}`,
  'comments of YAML': (size) => `tsig: 1\n${'# a\n'.repeat(size / 4)}`,
  'comments behind values': (size) => `tsig: 1\n${'a: b # c\n'.repeat(size / 9)}`,
  'tags': (size) => `tsig: 1\n${'a: !<!!str> b\n'.repeat(size / 14)}`,
  'question marks': (size) => `tsig: 1\n${'? a\n: b\n'.repeat(size / 8)}`,
  'many tiny members': (size) => `tsig: 1\n${counted(size, 8, (at) => `k${at}:\n`)}`,
  'documents of keys': (size) => counted(size, 90, (at) => `---\nkeys:\n- {name: k${at}, algorithm: hmac-sha256, secret: hunter2hunter2hunter2}\n`),
  'documents without an end of line': (size) => '--- '.repeat(size / 4),
  'objects of Kubernetes': (size) => counted(size, 80, (at) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s${at}}\ndata: {tsig-secret: eA==}\n---\n`),
  'a List of objects': (size) =>
    'apiVersion: v1\nkind: List\nitems:\n' +
    counted(size, 90, (at) => `- {apiVersion: v1, kind: Secret, metadata: {name: s${at}}, data: {tsig-secret: eA==}}\n`),
  'Lists in Lists': (size) => '{apiVersion: v1, kind: List, items: ['.repeat(size / 37),
  'containers and their Secrets': (size) =>
    counted(
      size,
      260,
      (at) =>
        `apiVersion: v1\nkind: Pod\nspec:\n  env:\n  - {name: EXTERNAL_DNS_RFC2136_TSIG_SECRET, valueFrom: {secretKeyRef: {name: s, key: k${at}}}}\n---\n` +
        `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k${at}: v}\n---\n`,
    ),
  'one container of many variables': (size) => `env:\n${counted(size, 30, (at) => `- {name: V${at}, value: "$(V0)"}\n`)}`,
  'files in ConfigMaps': (size) => counted(size, 90, (at) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  f${at}: |\n    key "a${at}" {\n    secret\n---\n`),
  'one file in a ConfigMap': (size) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  f: |\n${'    key "a" { algorithm hmac-sha256; };\n'.repeat(size / 40)}`,
  'kustomize': (size) => `secretGenerator:\n${counted(size, 50, (at) => `- {name: s, literals: [tsig${at}=x, "b='c'"]}\n`)}`,
  // JSON.
  'many tiny JSON members': (size) => `{${counted(size, 12, (at) => `"k${at}":1,`)}"tsig":1}`,
  'the same JSON member': (size) => `{${'"tsig":1,'.repeat(size / 9)}}`,
  'one long string': (size) => `{"tsig": "${'\\u0041'.repeat(size / 6)}"}`,
  'strings never closed': (size) => `{${'"a\n'.repeat(size / 3)}`,
  'comments in JSON': (size) => `{${'/* " */ # "\n // "\n'.repeat(size / 18)}}`,
  'objects one after another': (size) => '{"name":"k","algorithm":"hmac-sha256","key":""}\n'.repeat(size / 48),
  'broken JSON': (size) => `[${'{"a":[1,'.repeat(size / 16)}${']},'.repeat(size / 16)}`,
  'closing brackets': (size) => ']'.repeat(size),
  'backslashes': (size) => `{"tsig": "${'\\'.repeat(size)}`,
  'keys that are ambiguous': (size) => `[${'{"name":"a","keyname":"b","algorithm":"hmac-sha256","secret":"hunter2hunter2hunter2"},'.repeat(size / 86)}]`,
  // BIND, NSD, Knot.
  'keys that are named once': (size) => counted(size, 60, (at) => `key k${at} { algorithm hmac-sha256; secret "a"; };\n`),
  'one key again and again': (size) => `key k { algorithm hmac-sha256; secret "hunter2hunter2"; };\n`.repeat(size / 60),
  'zones of one key': (size) => counted(size, 50, (at) => `zone z${at} { allow-transfer { key k; }; };\n`),
  'acls of acls': (size) => counted(size, 26, (at) => `acl a${at} { a${at + 1}; };\n`),
  'views': (size) => counted(size, 40, (at) => `view v${at} { zone z { type primary; }; };\n`),
  'includes of BIND': (size) => 'include "a";\n'.repeat(size / 13),
  'a quote on each line': (size) => 'key a { secret "b\n'.repeat(size / 18),
  'slashes': (size) => 'key a { / '.repeat(size / 10),
  'one line of NSD': (size) => `key: ${'name: a '.repeat(size / 8)}`,
  'one word of NSD': (size) => `key: name: ${'a'.repeat(size)}`,
  'patterns of NSD': (size) => counted(size, 42, (at) => `pattern:\n name: p${at}\n include-pattern: p${at + 1}\n`),
  'quotes of NSD': (size) => `key:\n${' name: "a\n'.repeat(size / 10)}`,
  'items of Knot': (size) => `key:\n${counted(size, 22, (at) => ` - id: k${at}\n   x: y\n`)}`,
  'lists of Knot': (size) => `acl:\n - id: a\n   key: [${'a,'.repeat(size / 2)}]\n`,
  'quotes of Knot': (size) => `key:\n - id: "${'\\"'.repeat(size / 2)}\n`,
  'templates of Knot': (size) => `zone:\n${counted(size, 40, (at) => ` - domain: z${at}\n   template: t${at}\n   acl: a\n`)}`,
  // Commands, settings, lines.
  'triples': (size) => 'hmac-sha256:a:b\n'.repeat(size / 16),
  'colons': (size) =>
    ':'
      .repeat(2000)
      .concat('\n')
      .repeat(size / 2001),
  'colons on one line': (size) => `hmac-sha256${':'.repeat(size)}`,
  'here documents': (size) => counted(size, 22, (at) => `cat > f${at} <<'E${at}'\n`),
  'pdnsutil': (size) => counted(size, 50, (at) => `pdnsutil import-tsig-key k${at} hmac-sha256 $S\n`),
  'metadata of PowerDNS': (size) => counted(size, 55, (at) => `Metadata for 'z${at}'\nTSIG-ALLOW-AXFR = k${at % 7}\n`),
  'settings and empty lines': (size) => 'RFC2136_TSIG_KEY=a\n\n'.repeat(size / 20),
  'settings of others': (size) => counted(size, 12, (at) => `V${at}=x y\n`),
  'equals signs': (size) => `A${'='.repeat(size)}`,
  'quotes of the shell': (size) => `RFC2136_TSIG_KEY=${'\'"'.repeat(size / 2)}\n`,
  'section heads': (size) => '[a]\n'.repeat(size / 4),
  'carriage returns': (size) => '\r'.repeat(size),
  'tabs and a colon': (size) => `${'\t'.repeat(2000)}a:\n`.repeat(size / 2003),
  'marks of byte order': (size) => '\ufeff'.repeat(size),
  'characters of other planes': (size) => '😀'.repeat(size / 2),
  'dashes and blanks': (size) => `${'- '.repeat(1000)}\n`.repeat(size / 2001),
  'arrows': (size) => '<?include '.repeat(size / 10),
}
