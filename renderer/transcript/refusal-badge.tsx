import { useDetails } from '../details/use-details.ts';
import { useViewer } from '../state/viewer-context.ts';
import type { Badge } from '../words/outcome.ts';
import { BadgeTag } from '../parts/outcome-mark.tsx';
import { useCommand } from '../parts/use-command.ts';

/** That the conversation was refused; the way to the line that did it. */
export function RefusalBadge({ badge }: { readonly badge: Badge }) {
  const { line } = useViewer();
  const { known } = useDetails();
  const first = known?.refusals[0];
  useCommand('go-to-refusal', () => first !== undefined && line.want(first.row), first !== undefined);
  if (first === undefined) return <BadgeTag badge={badge} />;
  return (
    <button
      type="button"
      className="badge-button"
      title={`Show the line that says so: line ${first.line} (R)`}
      onClick={() => line.want(first.row)}
    >
      <BadgeTag badge={badge} />
    </button>
  );
}
