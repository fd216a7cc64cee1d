// Two hundred strings that would like to be more than text. Each calls `hit()` if anything of it ever runs.

const TAGS = ["script", "img", "svg", "iframe", "object", "embed", "video", "audio", "details", "body", "input", "math", "style", "link", "meta", "base", "form", "a", "template", "marquee"];
const FORMS = [
  (tag) => `<${tag} src=x onerror=hit()>`,
  (tag) => `<${tag} onload=hit()>`,
  (tag) => `"><${tag} autofocus onfocus=hit() tabindex=1>`,
  (tag) => `'><${tag} href="javascript:hit()" action="javascript:hit()">x`,
  (tag) => `</textarea></title></script><${tag} onpointerenter=hit() style="position:fixed;inset:0">`,
  (tag) => `&lt;${tag} onerror=hit() src=x&gt;`,
];
const LOOSE = [
  "<script>hit()</script>", "<scr<script>ipt>hit()</scr</script>ipt>", "<svg><script>hit()</script></svg>", "<svg/onload=hit()>", "<img src=`x` onerror=hit()>", "<iframe srcdoc='<script>parent.hit()</script>'>",
  "<math><mi//xlink:href=\"data:x,<script>hit()</script>\">", "<a href=javascript:hit()>x</a>", "javascript:hit()", "JaVaScRiPt:hit()", "java\tscript:hit()", "\u0001javascript:hit()", "data:text/html,<script>hit()</script>", "vbscript:hit()",
  "https://x.example/\"onmouseover=hit() x=\"", "https://x.example/'><script>hit()</script>", "http://javascript:hit()@x.example/", "https://user:pass@evil.example/", "[x](javascript:hit())", "![x](javascript:hit())", "[x](data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==)", "<https://x.example/><script>hit()</script>",
  "{{constructor.constructor('hit()')()}}", "${hit()}", "#{hit()}", "<%= hit() %>", "{{7*7}}", "[[${hit()}]]", "__proto__", "constructor", "toString", "hasOwnProperty",
  "'-hit()-'", "\";hit();//", "');hit();//", "\\\";hit();//", "</script><script>hit()</script>", "]]><script>hit()</script>", "<!--<img src=\"--><img src=x onerror=hit()//\">", "<![CDATA[<script>hit()</script>]]>",
  "=HYPERLINK(\"javascript:hit()\")", "+hit()", "@SUM(1)", "-2+3+cmd|' /C calc'!A0", "%3Cscript%3Ehit()%3C/script%3E", "\\u003cscript\\u003ehit()\\u003c/script\\u003e", "\\x3cscript\\x3ehit()", "&#60;script&#62;hit()&#60;/script&#62;", "&#x3c;img src=x onerror=hit()&#x3e;", "＜script＞hit()＜/script＞",
  "\u202e<script>hit()</script>", "\u2028<script>hit()</script>\u2029", "\ufeff<script>hit()</script>", "<\u0000script>hit()</script>", "a\u0300".repeat(40), "🏴‍☠️👩‍👩‍👧‍👦".repeat(5), "ﷺ".repeat(10), "\u200b\u200c\u200d\u2060", "x".repeat(300), "(((((((((((((((((((((hit()",
  "<style>@import 'javascript:hit()';</style>", "<div style=\"background:url(javascript:hit())\">", "<div style=\"x:expression(hit())\">", "<link rel=import href=data:text/html,x>", "<base href=javascript:hit()//>", "<meta http-equiv=refresh content='0;url=javascript:hit()'>", "<form><button formaction=javascript:hit()>x", "<input onfocus=hit() autofocus>", "<keygen autofocus onfocus=hit()>", "<isindex action=javascript:hit() type=image>",
  "<object data=javascript:hit()>", "<embed src=javascript:hit()>", "<video><source onerror=hit()>", "<audio src=x onerror=hit()>", "<details open ontoggle=hit()>", "<marquee onstart=hit()>", "<body onpageshow=hit()>", "<frameset onload=hit()>", "<table background=javascript:hit()>", "<dialog open onclose=hit()>",
];

export const PAYLOADS = [...LOOSE, ...TAGS.flatMap((tag) => FORMS.map((form) => form(tag)))];
