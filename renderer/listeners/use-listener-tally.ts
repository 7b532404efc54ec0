import { useEffect, useState } from 'react';
import type { ListenerState, ListenerTally } from '../../app/contract.ts';
import { endpointName } from '../../app/transcript/text-format.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';

/** How often it is counted anew, in milliseconds. */
const AGAIN_MS = 1_000;

/** What came of the conversations at a listener since the program began; null where that is not known. */
export function useListenerTally({ settings, status }: ListenerState): ListenerTally | null {
  const { application, request, shelf } = useViewer();
  const since = useStore(application).state?.started ?? null;
  // What a file held came by no listener of this program.
  const isOwn = useStore(shelf.shown) === null;
  const [tally, setTally] = useState<ListenerTally | null>(null);
  const listening = status.state === 'listening' ? status.addresses : null;
  const addresses = (listening ?? namedAddresses(settings)).map(endpointName).join(' ');
  // Where any port would do, a closed listener is nowhere.
  const isSomewhere = listening !== null || settings.port !== 0;
  useEffect(() => {
    if (since === null || !isOwn || !isSomewhere) return undefined;
    let isLate = false;
    const ask = async () => {
      const result = await request('list.tally', { addresses: addresses.split(' '), since });
      if (!isLate) setTally(result.ok ? result.value : null);
    };
    void ask();
    const timer = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      isLate = true;
      clearInterval(timer);
    };
  }, [request, addresses, since, isOwn, isSomewhere]);
  return isOwn && isSomewhere ? tally : null;
}

/** Where clients would connect: what is left empty is localhost, by either of its addresses. */
function namedAddresses({ host, port }: ListenerState['settings']) {
  const hosts = host === '' ? ['127.0.0.1', '::1'] : [host];
  return hosts.map((address) => ({ address, port }));
}
