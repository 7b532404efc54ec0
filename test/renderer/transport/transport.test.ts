import { describe, expect, it } from 'vitest';
import { pauseAfter } from '../../../renderer/transport/back-off.ts';
import { socketAddress } from '../../../renderer/transport/transport.ts';

describe('the address of the WebSocket', () => {
  it('stands beside the page and carries its token, and nothing else of its address', () => {
    expect(socketAddress('http://127.0.0.1:4321/?token=a%2Bb&x=1#top')).toBe(
      'ws://127.0.0.1:4321/socket?token=a%2Bb',
    );
    expect(socketAddress('https://spy.example/viewer/?token=t')).toBe(
      'wss://spy.example/viewer/socket?token=t',
    );
    expect(socketAddress('http://127.0.0.1:4321/')).toBe('ws://127.0.0.1:4321/socket');
  });
});

describe('the pause between attempts', () => {
  it('doubles, and ends at five seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map(pauseAfter)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });
});
