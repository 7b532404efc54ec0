import { ChevronDown, Hand } from 'lucide-react';
import type { HoldWish } from '../../app/contract.ts';
import { Menu } from '../parts/menu.tsx';
import type { MenuItem } from '../parts/menu.tsx';
import { useStore } from '../state/use-store.ts';
import { useViewer } from '../state/viewer-context.ts';
import { WISH_WORDS } from '../words/holds.ts';

/** Says what is to be held, and that something is to be. */
export function HoldButton() {
  const { holds, selection, summary } = useViewer();
  const { all, sessions, held } = useStore(holds);
  const { session } = useStore(selection);
  const known = useStore(summary);
  const isOpen = session !== null && known?.session === session && known.outcome === 'open';
  const own = sessions.find((each) => each.session === session)?.wish ?? 'nothing';
  const shown = all === 'nothing' ? (sessions[0]?.wish ?? 'nothing') : all;
  const choice =
    (place: number | null, chosen: HoldWish) => (wish: HoldWish, label: string, note: string) => ({
      label,
      note,
      checked: wish === chosen,
      onChoose: () => void holds.wish(place, wish),
    });
  const inAll = choice(null, all);
  const inThis = choice(session, own);
  const items: MenuItem[] = [
    {
      ...inAll('nothing', 'Nothing', 'what rules hold is held all the same'),
      heading: 'In all conversations',
    },
    inAll('next', 'The next command', 'F8'),
    inAll('every', 'Each command and message', 'step by step, Shift and F8'),
    ...(isOpen
      ? [
          { ...inThis('nothing', 'Nothing here', ''), heading: 'In this conversation' },
          inThis('next', 'The next command here', ''),
          inThis('every', 'Each command and message here', ''),
        ]
      : []),
    ...(held.length > 0
      ? [
          {
            label: 'Let all go',
            note: 'and hold nothing more',
            heading: 'What is held',
            onChoose: () => void holds.letAllGo(),
          },
        ]
      : []),
  ];
  return (
    <Menu
      label={shown === 'nothing' ? 'Hold' : `${WISH_WORDS[shown]} command`}
      buttonClass={shown === 'nothing' ? 'button' : 'button button-holding'}
      buttonTitle="Hold what is said, to look at it, change it or answer it"
      items={items}
    >
      <Hand size={15} aria-hidden />
      <span className="hold-button-words">{WISH_WORDS[shown]}</span>
      <ChevronDown size={12} aria-hidden />
    </Menu>
  );
}
