import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleX,
  Clock3,
  Gauge,
  ServerOff,
  TriangleAlert,
  Unplug,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { Badge, Mark } from '../words/outcome.ts';
import './outcome-mark.css';

const ICONS: Record<Mark, LucideIcon> = {
  open: CircleDot,
  accepted: CircleCheck,
  refused: CircleX,
  later: Clock3,
  broken: Unplug,
  unreachable: ServerOff,
  failed: TriangleAlert,
  blocked: Ban,
  'rate-limited': Gauge,
  nothing: CircleDashed,
};

/** How a conversation went, as a shape of its own. */
export function OutcomeMark({ mark, text }: { readonly mark: Mark; readonly text: string }) {
  const Icon = ICONS[mark];
  return <Icon className={`mark mark-${mark}`} size={16} aria-label={text} />;
}

/** A word or two on a tinted ground. */
export function BadgeTag({ badge, title }: { readonly badge: Badge; readonly title?: string | undefined }) {
  return (
    <span className={`badge badge-${badge.tone}`} title={title}>
      {badge.text}
    </span>
  );
}
