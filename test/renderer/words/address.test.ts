import { describe, expect, it } from 'vitest';
import {
  DEFAULT_BUILT_IN,
  DEFAULT_LISTENER,
  type ListenerSettings,
  type ListenerStatus,
} from '../../../app/contract.ts';
import {
  clientAddress,
  isLocal,
  numericAddress,
  readPort,
  readServer,
  upstreamName,
} from '../../../renderer/words/address.ts';
import {
  readListenerForm,
  writeListenerForm,
  type ListenerForm,
} from '../../../renderer/words/listener-form.ts';

const STOPPED: ListenerStatus = { state: 'stopped' };
const on = (address: string, port: number): ListenerStatus => ({
  state: 'listening',
  addresses: [{ address, port }],
});

describe('where a mail client connects', () => {
  it('is localhost and the port that was found', () => {
    expect(clientAddress({ ...DEFAULT_LISTENER, port: 0 }, on('127.0.0.1', 40_123))).toEqual({
      address: 'localhost',
      port: 40_123,
    });
    expect(clientAddress(DEFAULT_LISTENER, STOPPED)).toEqual({ address: 'localhost', port: 2525 });
    expect(clientAddress({ ...DEFAULT_LISTENER, host: '192.0.2.7' }, on('192.0.2.7', 2525)).address).toBe(
      '192.0.2.7',
    );
  });

  it('is a number on the command line', () => {
    expect(numericAddress(DEFAULT_LISTENER, on('127.0.0.1', 2525))).toBe('127.0.0.1:2525');
    expect(numericAddress(DEFAULT_LISTENER, on('::1', 2525))).toBe('[::1]:2525');
    expect(numericAddress({ ...DEFAULT_LISTENER, host: '0.0.0.0' }, on('0.0.0.0', 25))).toBe('127.0.0.1:25');
    expect(numericAddress(DEFAULT_LISTENER, STOPPED)).toBe('127.0.0.1:2525');
  });

  it('is local or not', () => {
    expect(['', 'localhost', '127.0.0.1', '127.1.2.3', '::1'].map(isLocal)).toEqual(Array(5).fill(true));
    expect(['0.0.0.0', '::', '192.0.2.7', 'mail.example'].map(isLocal)).toEqual(Array(4).fill(false));
  });
});

describe('a server as a person types it', () => {
  it.each([
    ['smtp.example.com', 'smtp.example.com', 25],
    [' smtp.example.com:587 ', 'smtp.example.com', 587],
    ['[2001:db8::1]:465', '2001:db8::1', 465],
    ['[2001:db8::1]', '2001:db8::1', 25],
    ['2001:db8::1', '2001:db8::1', 25],
    ['192.0.2.7:2525', '192.0.2.7', 2525],
  ])('%j', (typed, host, port) => expect(readServer(typed)).toEqual({ ok: true, host, port }));

  it.each([
    '',
    'smtp example',
    'smtp://example.com',
    'example.com:',
    'example.com:0',
    'example.com:99999',
    'a:b:25',
    '[mail]:25',
  ])('%j is none', (typed) => expect(readServer(typed).ok).toBe(false));

  it('is named the way it is typed', () => {
    expect(upstreamName({ host: '2001:db8::1', port: 25 })).toBe('[2001:db8::1]:25');
    expect(upstreamName('built-in')).toBe('built-in server');
  });
});

describe('the form', () => {
  it('reads what it writes', () => {
    const settings: ListenerSettings = {
      ...DEFAULT_LISTENER,
      host: '::1',
      upstream: { host: 'mx.example', port: 587 },
      security: 'starttls',
      tlsMin: '1.3',
    };
    expect(
      readListenerForm(writeListenerForm(settings, STOPPED, DEFAULT_BUILT_IN), DEFAULT_BUILT_IN),
    ).toEqual({ ok: true, settings });
    expect(
      readListenerForm(writeListenerForm(DEFAULT_LISTENER, STOPPED, DEFAULT_BUILT_IN), DEFAULT_BUILT_IN),
    ).toEqual({
      ok: true,
      settings: DEFAULT_LISTENER,
    });
  });

  it('offers the port that was found, so that changing the server does not change the port', () => {
    const form = writeListenerForm(
      { ...DEFAULT_LISTENER, port: 0 },
      on('127.0.0.1', 40_123),
      DEFAULT_BUILT_IN,
    );
    expect(form.port).toBe('40123');
  });

  it('says what is wrong with each field', () => {
    const begun = writeListenerForm(DEFAULT_LISTENER, STOPPED, DEFAULT_BUILT_IN);
    const problemsOf = (change: Partial<ListenerForm>) => {
      const read = readListenerForm({ ...begun, ...change }, DEFAULT_BUILT_IN);
      return read.ok ? [] : Object.keys(read.problems);
    };
    expect(problemsOf({ port: '70000', builtIn: false })).toEqual(['port', 'server']);
    const wrong = {
      builtInForm: { ...begun.builtInForm, sizeLimit: '' },
      gate: { ...begun.gate, block: 'x' },
    };
    expect(problemsOf(wrong)).toEqual(['builtIn', 'gate']);
    expect(problemsOf({ builtInForm: wrong.builtInForm, builtIn: false, server: 'a' })).toEqual([]);
    expect(['2525', '0', ' 25 '].map(readPort)).toEqual([2525, 0, 25]);
    expect(['', '-1', '1e3', '65536', 'smtp'].map(readPort)).toEqual(Array(5).fill(null));
  });
});
