/** Longest file name that is proposed, in characters: file systems take 255 bytes, and a character may need four. */
const LONGEST_FILE_NAME = 60;

/**
 * A proposed name that is safe as a file name everywhere: no separators, no control or direction-changing characters,
 * no characters that Windows refuses, not hidden, not empty, not too long. The ending is kept.
 */
export function safeFileName(proposed: string): string {
  const safe = proposed
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029<>:"/\\|?*]/gu, '_')
    .replace(/^[.\s]+/u, '')
    .replace(/[.\s]+$/u, '');
  const characters = Array.from(safe);
  if (characters.length === 0) return 'transcript.txt';
  if (characters.length <= LONGEST_FILE_NAME) return safe;
  const ending = /\.\w{1,8}$/u.exec(safe)?.[0] ?? '';
  return characters.slice(0, LONGEST_FILE_NAME - ending.length).join('') + ending;
}

/**
 * The value of a Content-Disposition that has a browser keep the answer as a file (RFC 6266 section 4). The plain
 * `filename` is for readers that do not know RFC 8187's `filename*`.
 */
export function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^ -~]|["\\%]/gu, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${extendedValue(fileName)}`;
}

/** RFC 8187 section 3.2.1: everything but `attr-char` is percent-encoded, so also what a URL would let stand. */
function extendedValue(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
