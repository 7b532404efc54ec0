import { useEffect, useRef } from 'react';
import { notify } from '../window/system-notification.ts';
import { useCommand } from '../parts/use-command.ts';
import { visibleText } from '../../app/transcript/visible.ts';
import { heldIn } from '../state/holds.ts';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { heldName } from '../words/holds.ts';

/** The commands about what is held: F8 lets go, and where nothing is held, has the next command held. */
export function useHoldCommands(): void {
  const { holds, selection, notices } = useViewer();
  const { held, all } = useStore(holds);
  const { session } = useStore(selection);
  const here = heldIn({ held, all, sessions: [] }, session)[0];

  const letGo = async (hold: number) => {
    const problem = await holds.decide(hold, { do: 'let-go' });
    if (problem !== null) notices.bad(problem.text, problem.remedy);
  };
  useCommand('hold', () => {
    if (here !== undefined) void letGo(here.hold);
    else if (held.length > 0) holds.show();
    else void holds.wish(null, all === 'nothing' ? 'next' : 'nothing');
  });
  useCommand('hold-every', () => void holds.wish(null, all === 'every' ? 'nothing' : 'every'));
  useCommand('go-to-held', () => holds.show(), held.length > 0);
  useCommand('let-all-go', () => void holds.letAllGo(), held.length > 0);
  useHeldNotifications();
}

/** Whoever waits is told of while the window is not in front. */
function useHeldNotifications(): void {
  const { holds, preferences } = useViewer();
  const { held } = useStore(holds);
  const { notifications } = useStore(preferences);
  const newest = held.at(-1);
  const told = useRef(0);
  useEffect(() => {
    if (newest === undefined || newest.hold <= told.current) return;
    told.current = newest.hold;
    if (notifications === 'off') return;
    notify(
      `Held: ${heldName(newest)}`,
      `It waits for you to decide. ${visibleText(newest.text.slice(0, 200))}`,
      'held',
    );
  }, [newest, notifications]);
}
