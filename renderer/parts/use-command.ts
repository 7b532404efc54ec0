import { useEffect, useRef } from 'react';
import type { CommandId } from '../../app/commands.ts';
import { useViewer } from '../state/viewer-context.ts';

/**
 * Provides a command for as long as the component is there, and `enabled`: keys, palette and menu then do it. Where a
 * command cannot be done now, say so with `enabled` rather than doing nothing: the palette leaves it out.
 */
export function useCommand(id: CommandId, run: () => void, enabled = true): void {
  const { commands } = useViewer();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    return commands.provide(id, () => latest.current());
  }, [commands, id, enabled]);
}
