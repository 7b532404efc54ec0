/** A host, by its name or address, and the port. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** The port of mail servers (RFC 5321 section 4.5.4.2). */
const SMTP_PORT = 25;

const FORM =
  /^(?:\[(?<literal>[^\]]+)\]|(?<name>[^:\s-][^:\s]*)|(?<bare>[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*))(?::(?<port>\d+))?$/i;

/** Reads `host`, `host:port`, `[::1]:port` or `::1`, with port 25 where none is named; null where it is none of them: no name begins with `-` (RFC 1123 section 2.1). */
export function parseHostAndPort(text: string): HostAndPort | null {
  const groups = FORM.exec(text)?.groups;
  const host = groups?.['literal'] ?? groups?.['name'] ?? groups?.['bare'];
  const port = Number(groups?.['port'] ?? SMTP_PORT);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** The two as people write them: `mx.example:25`, `[::1]:25`. */
export function hostAndPortName({ host, port }: HostAndPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
