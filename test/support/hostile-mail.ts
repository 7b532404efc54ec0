/**
 * What no policy of a page keeps a browser from: it opens a connection, and asks for nothing. So such links must be taken
 * out.
 */
export function preconnecting(reach: string): string {
  return `<link rel="preconnect" href="${reach}"><link rel="dns-prefetch" href="${reach}">`;
}

/** HTML mail that tries whatever else mail has tried: `reach` is an address that must never hear of it. */
export function hostileMail(reach: string): string {
  return [
    '<html><head>',
    `<base href="${reach}/base/">`,
    `<meta http-equiv="refresh" content="0;url=${reach}/refresh">`,
    `<link rel="stylesheet" href="${reach}/style.css"><link rel="prefetch" href="${reach}/prefetch">`,
    `<style>@import url("${reach}/import.css"); @font-face{font-family:x;src:url(${reach}/font)}`,
    `body{background:url('${reach}/body.png')} p{font-family:x} .a{background:\\75rl(${reach}/escaped)}</style>`,
    '</head><body onload="parent.hostile=1" background="' + reach + '/background.png">',
    '<script>top.hostile=1;parent.hostile=1;fetch("/socket")</script>',
    `<script src="${reach}/script.js"></script>`,
    '<img src=x onerror="top.hostile=1"><svg onload="top.hostile=1"><script>top.hostile=1</script></svg>',
    `<svg><image href="${reach}/svg.png"/><use href="${reach}/use.svg#a"/></svg>`,
    '<math><mtext><table><mglyph><style><img src=x onerror="top.hostile=1"></style></mglyph></table></mtext></math>',
    `<iframe src="${reach}/iframe"></iframe><iframe srcdoc="<script>top.hostile=1</script>"></iframe>`,
    `<object data="${reach}/object"></object><embed src="${reach}/embed"><video poster="${reach}/poster" src="${reach}/v"></video>`,
    `<form action="${reach}/form" id="f"><input name="a" autofocus onfocus="top.hostile=1"><button>Send</button></form>`,
    `<a id="link" href="${reach}/link" target="_top" ping="${reach}/ping">a link</a>`,
    '<a href="javascript:top.hostile=1">another</a><a href="/?token=1" target="_parent">a third</a>',
    `<img src="${reach}/pixel.png" width="1" height="1"><img srcset="${reach}/set.png 2x"><img src="/message-frame.html">`,
    `<input type="image" src="${reach}/input.png"><div style="background-image:url(${reach}/div.png)">styled</div>`,
    '<p class="a">What the recipient reads</p>',
    '</body></html>',
  ].join('\r\n');
}
