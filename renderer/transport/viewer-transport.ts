import type { CommandId } from '../../app/commands.ts';
import type { Transport } from '../../app/contract.ts';

/** Where the viewer's connection to the application stands. Times are milliseconds since 1970. */
export type ConnectionStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected' }
  /** `everConnected`: the page has spoken to the application before, so there is something to come back to. */
  | { readonly state: 'lost'; readonly since: number; readonly everConnected: boolean };

/** The contract's transport, and what only a viewer wants to know: whether anyone is at the other end. */
export interface ViewerTransport extends Transport {
  /** Tells the status at once and whenever it changes. Returns what ends the watch. */
  watchConnection(listener: (status: ConnectionStatus) => void): () => void;
  /** Tells what is chosen from the host's menu, where it has one. Returns what ends that. */
  watchCommands(listener: (command: CommandId) => void): () => void;
  /** Tries to connect now instead of at the end of the pause. Nothing happens while connected. */
  retry(): void;
}
