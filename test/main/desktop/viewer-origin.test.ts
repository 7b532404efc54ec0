import { expect, test } from 'vitest';
import { isMainFrameOfViewer } from '../../../main/desktop/viewer-origin.ts';

test.each(['app://viewer/', 'app://viewer/index.html?x#y'])('%s is the viewer', (url) => {
  expect(isMainFrameOfViewer({ senderFrame: { url, parent: null } })).toBe(true);
});

test.each([
  'app://viewer.evil.example/',
  'app://viewer@evil.example/',
  'app://evil.example/app://viewer/',
  'app://other/',
  'app:viewer',
  'https://viewer/',
  'file:///viewer/index.html',
  'data:text/html,app://viewer/',
  'about:blank',
  'about:srcdoc',
  'chrome-error://chromewebdata/',
  '',
])('%s is not', (url) => {
  expect(isMainFrameOfViewer({ senderFrame: { url, parent: null } })).toBe(false);
});

test('a frame within the viewer is not, nor one that is gone', () => {
  const parent = { url: 'app://viewer/', parent: null };
  expect(isMainFrameOfViewer({ senderFrame: { url: 'app://viewer/', parent } })).toBe(false);
  expect(isMainFrameOfViewer({ senderFrame: null })).toBe(false);
});
