import DOMPurify from 'dompurify';
import type { InlineImage } from '../../app/contract.ts';

/** HTML mail made harmless, and what was taken out. */
export interface HarmlessHtml {
  /** A whole document. It still belongs into a sandboxed frame. */
  readonly html: string;
  /** Pictures, styles and the like that it wanted from elsewhere. */
  readonly blocked: number;
}

/** What no mail needs to be read, or what does more than being read. */
const FORBIDDEN_TAGS = (
  'script noscript iframe frame frameset object embed applet portal template base link meta title form input button ' +
  'select textarea option dialog svg math audio video source track picture map area canvas slot'
).split(' ');

const FORBIDDEN_ATTRIBUTES = (
  'action formaction ping target autofocus contenteditable tabindex accesskey srcset background poster lowsrc dynsrc ' +
  'cite longdesc usemap is slot'
).split(' ');

/** Attributes that fetch something. */
const FETCHING = ['src', 'srcset', 'background', 'poster', 'lowsrc', 'dynsrc'];

const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/=\s]*$/i;

/** What a stylesheet may fetch. */
const CSS_FETCH = /url\s*\([^)]*\)?|@import[^;]*;?|image-set\s*\([^)]*\)?/gi;

/** The window whose parser reads the mail: its policy decides what the parser may say about styles. */
export type ParsingWindow = NonNullable<Document['defaultView']>;

/**
 * Takes out of HTML mail whatever could run, send, lead elsewhere or fetch something. Pictures that came along with the
 * message are put in; links say where they would lead, and do not.
 */
export function makeHarmless(
  html: string,
  images: readonly InlineImage[],
  parsing: ParsingWindow,
): HarmlessHtml {
  const pictures = new Map(images.map(({ contentId, url }) => [contentId, url]));
  const purify = DOMPurify(parsing);
  let blocked = 0;

  const withoutFetches = (css: string): string =>
    withoutEscapes(css).replace(CSS_FETCH, (fetch) => {
      if (!/^url\s*\(\s*["']?\s*data:/i.test(fetch)) blocked += 1;
      return 'none';
    });

  purify.addHook('uponSanitizeElement', (node) => {
    if (node.nodeName === 'STYLE') node.textContent = withoutFetches(node.textContent ?? '');
  });

  purify.addHook('beforeSanitizeAttributes', (element) => {
    // Of the parser's own world: instanceof would not know it.
    if (element.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of FETCHING) {
      const value = element.getAttribute(name)?.trim();
      if (value === undefined || value === '') continue;
      const picture = pictureFor(value, pictures);
      element.removeAttribute(name);
      if (picture === null) blocked += 1;
      else if (name === 'src') element.setAttribute('src', picture);
    }
    const address = element.getAttribute('href');
    element.removeAttribute('href');
    if (address !== null) element.setAttribute('title', address);
    const style = element.getAttribute('style');
    if (style !== null) element.setAttribute('style', withoutFetches(style));
  });

  const body = purify.sanitize(html, {
    FORCE_BODY: true,
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ADD_ATTR: ['bgcolor'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOW_UNKNOWN_PROTOCOLS: false,
    ALLOWED_URI_REGEXP: PICTURE,
    SANITIZE_NAMED_PROPS: true,
  });
  return { html: documentOf(body), blocked };
}

/** Letters of a stylesheet may be written by their numbers (`\\75rl`), to be overlooked. */
function withoutEscapes(css: string): string {
  return css.replace(/\\0{0,4}([46][1-9a-f]|[57][0-9a])\s?/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function pictureFor(address: string, pictures: ReadonlyMap<string, string>): string | null {
  if (PICTURE.test(address)) return address;
  const contentId = /^cid:(.*)$/is.exec(address)?.[1];
  return contentId === undefined ? null : (pictures.get(decoded(contentId)) ?? null);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The same policy once more, for whoever shows it elsewhere than in the frame that it is made for. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function documentOf(body: string): string {
  return (
    `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<meta name="color-scheme" content="light"><style>body{margin:12px;background:#fff;color:#17181b;' +
    'font:14px/1.45 system-ui,sans-serif;overflow-wrap:break-word}img{max-width:100%}a{text-decoration:underline}' +
    `</style></head><body>${body}</body></html>`
  );
}
