import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forced-colors.css';
import { Application } from './window/application.tsx';
import { checkQuery } from './state/check-query.ts';
import { atNextFrame } from './state/frames.ts';
import { ViewerContext } from './state/viewer-context.ts';
import { createViewer } from './state/viewer.ts';
import { openTransport } from './transport/transport.ts';

function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}

function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

/** A browser may forbid the page its storage, and throws when it is merely mentioned. */
const storage = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, value),
};

const viewer = createViewer({
  transport: openTransport(window),
  schedule: atNextFrame,
  storage,
  check: checkQuery,
  after,
  now: () => Date.now(),
  download,
});

const place = document.getElementById('viewer');
if (place === null) throw new Error('The page lacks the element that the viewer is put into');
createRoot(place).render(
  <ViewerContext value={viewer}>
    <Application />
  </ViewerContext>,
);
