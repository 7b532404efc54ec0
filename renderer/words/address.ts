import { BUILT_IN, type Endpoint } from '../../app/transcript/session-event.ts';
import type { ListenerSettings, ListenerStatus } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';

/** The server's port where none is named (RFC 5321 section 4.5.4.2). */
const SMTP_PORT = 25;

/** The server behind the spy, as the bar names it. */
export function upstreamName(upstream: ListenerSettings['upstream']): string {
  return upstream === BUILT_IN
    ? 'built-in server'
    : endpointName({ address: upstream.host, port: upstream.port });
}

/** Where a mail client on this computer connects: the name that it is given, and the port. */
export function clientAddress(settings: ListenerSettings, status: ListenerStatus): Endpoint {
  const bound = status.state === 'listening' ? status.addresses[0] : undefined;
  const port = bound?.port ?? settings.port;
  const address = bound?.address ?? settings.host;
  return { address: isLocal(settings.host) || isLocal(address) ? 'localhost' : address, port };
}

/** The numeric address for a command line, where `localhost` might be looked up first. */
export function numericAddress(settings: ListenerSettings, status: ListenerStatus): string {
  const bound = status.state === 'listening' ? status.addresses[0] : undefined;
  const { address, port } = clientAddress(settings, status);
  const numeric = bound?.address ?? (address === 'localhost' ? '127.0.0.1' : address);
  return endpointName({ address: isAny(numeric) ? '127.0.0.1' : numeric, port });
}

/** Whether only this computer reaches an address to listen on. Empty is the default, loopback. */
export function isLocal(host: string): boolean {
  return host === '' || host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** A server as the person typed it. */
export type TypedServer =
  | { readonly ok: true; readonly host: string; readonly port: number }
  | { readonly ok: false; readonly text: string };

/** Reads `host`, `host:port`, `[IPv6]:port` or a bare IPv6 address; a missing port is 25. */
export function readServer(typed: string): TypedServer {
  const text = typed.trim();
  if (text === '') return { ok: false, text: 'Name the mail server, for example smtp.example.com:587.' };
  const parts = isIpv6(text) ? [text, text] : (splitIpv6(text) ?? splitName(text));
  if (parts === null) {
    return { ok: false, text: 'Write it as a name and a port, for example smtp.example.com:587.' };
  }
  const port = parts[2] === undefined ? SMTP_PORT : Number(parts[2]);
  if (port < 1 || port > 65_535) return { ok: false, text: 'A port is a number from 1 to 65535.' };
  return { ok: true, host: parts[1] ?? '', port };
}

function splitName(text: string): RegExpExecArray | null {
  return /^([^\s:/[\]]+)(?::(\d{1,5}))?$/.exec(text);
}

function splitIpv6(text: string): RegExpExecArray | null {
  const parts = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text);
  return parts !== null && isIpv6(parts[1] ?? '') ? parts : null;
}

function isIpv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

/** A port to listen on as the person typed it; null when it is none. 0 is any free one. */
export function readPort(typed: string): number | null {
  const text = typed.trim();
  if (!/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port <= 65_535 ? port : null;
}
