import {
  ArrowDownToLine,
  BellRing,
  Bug,
  CircleDot,
  CirclePlay,
  CircleX,
  Code,
  Ellipsis,
  Hand,
  Lock,
  LockOpen,
  MessageSquareWarning,
  Scale,
  Server,
  Split,
  Square,
  SquareTerminal,
  Tag,
  Unplug,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { SessionEvent } from '../../app/transcript/session-event.ts';

/** The shape that stands in front of an event. */
export function EventIcon({ event }: { readonly event: SessionEvent }) {
  const isTold = event.event === 'rule' && event.action === 'alert';
  const isTag = event.event === 'rule' && event.action === 'tag';
  const isBroken = event.event === 'closed' && event.how !== 'end';
  const Icon = isTold ? BellRing : isTag ? Tag : isBroken ? Unplug : ICONS[event.event];
  return <Icon size={13} aria-hidden />;
}

const ICONS: Record<SessionEvent['event'], LucideIcon> = {
  connected: CircleDot,
  'upstream-connected': Server,
  diverted: Split,
  injected: MessageSquareWarning,
  opaque: Lock,
  'client-hello': Lock,
  'server-hello': Lock,
  tls: Lock,
  'tls-failed': LockOpen,
  ended: ArrowDownToLine,
  gap: Ellipsis,
  rule: Scale,
  held: Hand,
  released: CirclePlay,
  hook: Code,
  'hook-log': SquareTerminal,
  'hook-error': Bug,
  error: CircleX,
  closed: Square,
};
