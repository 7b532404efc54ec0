import { networkInterfaces } from 'node:os';
import type { Endpoint } from '../transcript/session-event.ts';

const ANY_ADDRESS = ['0.0.0.0', '::'];

/**
 * Whether connecting there comes out at this listener again: each conversation would begin another one, without end.
 * Names other than localhost are not looked up.
 */
export function leadsBack(to: { readonly host: string; readonly port: number }, listener: Endpoint): boolean {
  if (to.port !== listener.port) return false;
  const own = ANY_ADDRESS.includes(listener.address) ? ownAddresses() : [listener.address];
  const host = to.host.toLowerCase();
  return own.includes(host) || (host === 'localhost' && own.some(isLoopback));
}

function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((several) => several ?? []);
  return [...ANY_ADDRESS, ...addresses.map(({ address }) => address)];
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
