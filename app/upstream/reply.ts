/** What the server says to a command (RFC 5321 section 4.2). */
export interface Reply {
  readonly code: number;
  /** The enhanced status code (RFC 3463); null where RFC 2034 section 4 has none: greeting, HELO, EHLO and 3xx. */
  readonly enhanced: string | null;
  /** The lines of the reply, of which there is at least one. ASCII. */
  readonly texts: readonly [string, ...string[]];
}

/** A reply of one line or more. */
export function reply(
  code: number,
  enhanced: string | null,
  ...texts: readonly [string, ...string[]]
): Reply {
  return { code, enhanced, texts };
}

/** Whether the reply says no: 4xx or 5xx. */
export function isRefusal(reply: Reply): boolean {
  return reply.code >= 400;
}

/** The reply as it goes over the wire: every line with the code, all but the last with a hyphen behind it. */
export function formatReply({ code, enhanced, texts }: Reply): string {
  const last = texts.length - 1;
  const status = enhanced === null ? '' : `${enhanced} `;
  return texts.map((text, line) => `${code}${line === last ? ' ' : '-'}${status}${text}\r\n`).join('');
}
