import { MASK } from './redaction.ts';

/** What a client said, as far as saying it again needs to know. */
export interface Repeatable {
  /** Where clients connect: `127.0.0.1:2525`. */
  readonly host: string;
  readonly port: number;
  /** The name that the client gave itself; empty where it gave none. */
  readonly hello: string;
  /** How TLS came about; null: it did not. */
  readonly tls: 'starttls' | 'at-once' | null;
  /** The login that came last; null where there was none. `password`: null where it is not known, or is kept secret. */
  readonly login: {
    readonly mechanism: string;
    readonly user: string;
    readonly password: string | null;
  } | null;
  /** The sender's path without brackets; null where there is no message. */
  readonly mailFrom: string | null;
  readonly rcptTo: readonly string[];
  /** MAIL and RCPT as they were said, with their parameters. */
  readonly envelope: readonly string[];
  /** The content as it crossed the wire, without the final dot, in lines, a character for each byte; null where there was none. */
  readonly content: readonly string[] | null;
  /** The content is longer than goes into a command, and ends early. */
  readonly isCut: boolean;
  /** Every line is text that ends in CR LF; false: only its bytes give it back. */
  readonly isText: boolean;
}

/** A word that a POSIX shell takes as it stands: quoted where it holds anything that means something there. */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9@%_+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A swaks command that sends the same message in the same way. */
export function swaksCommand(repeatable: Repeatable): string {
  const { host, port, hello, tls, login, mailFrom, rcptTo, content } = repeatable;
  const options = [
    ['--server', `${bracketed(host)}:${port}`],
    ...(hello === '' ? [] : [['--ehlo', hello]]),
    ...(tls === null ? [] : [[tls === 'starttls' ? '--tls' : '--tls-on-connect']]),
    ...(login === null ? [] : loginOptions(login)),
    ...(mailFrom === null ? [['--quit-after', 'EHLO']] : [['--from', mailFrom === '' ? '<>' : mailFrom]]),
    ...(rcptTo.length === 0 ? [] : [['--to', rcptTo.join(',')]]),
  ];
  if (mailFrom !== null && rcptTo.length === 0)
    options.push(['--to', 'nobody@example.com'], ['--quit-after', 'MAIL']);
  else if (mailFrom !== null && content === null) options.push(['--quit-after', 'RCPT']);
  if (content === null) return commandOf('swaks', options);
  return bytesOf(
    [...content, '.'],
    repeatable,
    commandOf('swaks', [...options, ['--no-data-fixup'], ['--data', '-']]),
  );
}

function loginOptions({ mechanism, user, password }: NonNullable<Repeatable['login']>): string[][] {
  return [
    mechanism === '' ? ['--auth'] : ['--auth', mechanism],
    ['--auth-user', user],
    ['--auth-password', password ?? MASK],
  ];
}

/** A curl command that sends the same message. curl chooses by itself how it logs in. */
export function curlCommand(repeatable: Repeatable): string {
  const { host, port, hello, tls, login, mailFrom, rcptTo, content } = repeatable;
  const scheme = tls === 'at-once' ? 'smtps' : 'smtp';
  const options = [
    ['--url', `${scheme}://${bracketed(host)}:${port}/${encodeURIComponent(hello)}`],
    ...(tls === null ? [] : [['--ssl-reqd', '--insecure']]),
    ...(login === null ? [] : [['--user', `${login.user}:${login.password ?? MASK}`]]),
    ...(login === null || login.mechanism === '' ? [] : [['--login-options', `AUTH=${login.mechanism}`]]),
    ...(mailFrom === null ? [] : [['--mail-from', mailFrom === '' ? '<>' : mailFrom]]),
    ...rcptTo.map((address) => ['--mail-rcpt', address]),
    ...(mailFrom === null || content === null ? [] : [['--upload-file', '-']]),
  ];
  const command = commandOf('curl', options);
  if (mailFrom === null || content === null) return command;
  // curl adds the dots of RFC 5321 section 4.5.2 itself.
  return bytesOf(
    content.map((line) => (line.startsWith('.') ? line.slice(1) : line)),
    repeatable,
    command,
  );
}

/** Says the same lines through `openssl s_client`, which makes TLS and nothing else; a second for each reply. */
export function opensslCommand(repeatable: Repeatable): string {
  const { host, port, hello, tls, login, envelope, content } = repeatable;
  const lines = [
    ...(hello === '' ? [] : [`EHLO ${hello}`]),
    ...(login === null
      ? []
      : [`AUTH PLAIN ${login.password === null ? MASK : plainResponse(login.user, login.password)}`]),
    ...envelope,
    ...(content === null ? [] : ['DATA']),
  ];
  const connect = ['openssl s_client -quiet -connect', shellWord(`${bracketed(host)}:${port}`)];
  if (tls === 'starttls') connect.push('-starttls smtp');
  const say = `for line in ${lines.map(shellWord).join(' \\\n    ')}; do\n    printf '%s\\r\\n' "$line"; sleep 1\n  done`;
  const message =
    content === null ? '' : `  ${bytesOf([...content, '.'], repeatable)}\n  printf '\\r\\n'; sleep 1\n`;
  return `{\n  sleep 1\n  ${say}\n${message}  printf 'QUIT\\r\\n'; sleep 1\n} | ${connect.join(' ')}`;
}

/** RFC 4616: identity, user and password with NUL between them, in base64. */
function plainResponse(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`\0${user}\0${password}`);
  return btoa(String.fromCharCode(...bytes));
}

function commandOf(program: string, options: readonly (readonly string[])[]): string {
  return [program, ...options.map((words) => words.map(shellWord).join(' '))].join(' \\\n  ');
}

/** A command that writes these lines with CR LF between them; `to` takes what it writes. */
function bytesOf(lines: readonly string[], { isText }: Repeatable, to = ''): string {
  const then = to === '' ? '' : ` | ${to}`;
  const end = delimiterFor(lines);
  if (isText) {
    return `awk 'NR > 1 {printf "\\r\\n"} {printf "%s", $0}' <<'${end}'${then}\n${lines.join('\n')}\n${end}`;
  }
  const encoded = btoa(lines.join('\r\n')).replace(/.{76}/g, '$&\n').trimEnd();
  return `base64 -d <<'${end}'${then}\n${encoded}\n${end}`;
}

/** A word that no line consists of. */
function delimiterFor(lines: readonly string[]): string {
  const taken = new Set(lines);
  let end = 'END';
  while (taken.has(end)) end += '_';
  return end;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
