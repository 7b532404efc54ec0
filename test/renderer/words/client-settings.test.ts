import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { builtInSettings, DEFAULT_BUILT_IN, DEFAULT_LISTENER } from '../../../app/contract.ts';
import type { ListenerSettings } from '../../../app/contract.ts';
import { clientRecipes, clientTarget } from '../../../renderer/words/client-settings.ts';

const status = { state: 'listening', addresses: [{ address: '127.0.0.1', port: 2525 }] } as const;
const target = (change: Partial<ListenerSettings> = {}) =>
  clientTarget({ ...DEFAULT_LISTENER, ...change }, status, DEFAULT_BUILT_IN);
const server = { host: 'smtp.example.com', port: 587 };

describe('what a client is told', () => {
  it.each<[Partial<ListenerSettings>, string]>([
    [{}, 'none'],
    [{ upstream: server }, 'optional'],
    [{ upstream: { ...server, port: 465 } }, 'none'],
    [{ upstream: { ...server, port: 465 }, security: 'pass' }, 'tls'],
    [{ upstream: server, security: 'pass' }, 'optional'],
    [{ upstream: server, stripStarttls: true }, 'none'],
    [{ upstream: server, upstreamSecurity: 'tls' }, 'none'],
    [{ security: 'starttls' }, 'starttls'],
    [{ security: 'tls' }, 'tls'],
    [{ security: 'plain', upstream: server }, 'none'],
  ])('of TLS with %j is %s', (settings, tls) => {
    expect(target(settings).tls).toBe(tls);
  });

  it('is the address that is bound, without brackets', () => {
    const bound = { state: 'listening', addresses: [{ address: '::1', port: 4000 }] } as const;
    expect(clientTarget({ ...DEFAULT_LISTENER, host: '::1' }, bound, DEFAULT_BUILT_IN)).toMatchObject({
      host: 'localhost',
      address: '[::1]',
      port: 4000,
    });
  });

  it('names server and port for every client', () => {
    for (const recipe of clientRecipes(target())) {
      expect(recipe.text).toMatch(/localhost|127\.0\.0\.1/);
      expect(recipe.text).toContain('2525');
      expect(recipe.where).not.toBe('');
    }
  });

  it('names only clients that speak LMTP, where that is spoken, and has them do so', () => {
    const recipes = clientRecipes(target({ builtIn: v.parse(builtInSettings, { lmtp: true }) }));
    expect(recipes.map(({ client }) => client)).toEqual([
      'swaks',
      'msmtp',
      'Node.js (nodemailer)',
      'Python (smtplib)',
    ]);
    for (const { text } of recipes) expect(text).toMatch(/lmtp/i);
  });

  it('is to log in where the built-in server demands it', () => {
    const required = v.parse(builtInSettings, { auth: { required: true } });
    expect(target().needsNoLogin).toBe(true);
    expect(target({ builtIn: required }).needsNoLogin).toBe(false);
    expect(target({ builtIn: required, upstream: server }).needsNoLogin).toBe(false);
  });

  it('differs with the encryption, for every client but one that finds out by itself', () => {
    const plain = clientRecipes(target());
    const tls = clientRecipes(target({ security: 'tls' }));
    plain.forEach((recipe, index) => expect(tls[index]?.text).not.toBe(recipe.text));
  });
});
