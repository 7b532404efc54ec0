import type { ConnectionStatus, ViewerTransport } from '../transport/viewer-transport.ts';
import type { Application } from './application.ts';
import type { Notices } from './notices.ts';
import type { Selection } from './selection.ts';
import type { Shelf } from './shelf.ts';
import type { WritableStore } from './store.ts';

/** What has to know of the connection. */
interface ConnectionParts {
  readonly transport: ViewerTransport;
  readonly connection: WritableStore<ConnectionStatus>;
  readonly application: Application;
  readonly selection: Selection;
  readonly shelf: Shelf;
  readonly notices: Notices;
  /** Reads everything that is shown anew. */
  readonly readAnew: () => void;
}

/** Reads everything whenever the connection came about, or what reads captures has begun anew. */
export function followConnection(parts: ConnectionParts): void {
  const { transport, connection, application, selection, shelf, notices, readAnew } = parts;

  const onConnected = async () => {
    void application.refresh();
    // Its conversations have numbers that mean others here.
    if (!(await shelf.restore())) selection.reset();
    readAnew();
  };

  transport.subscribe((event) => {
    if (event.type !== 'reading-restarted') return;
    if (event.problem !== null) notices.bad(event.problem.text, event.problem.remedy);
    void application.refresh();
    readAnew();
  });
  transport.watchConnection((status) => {
    connection.set(status);
    if (status.state === 'connected') void onConnected();
  });
}
