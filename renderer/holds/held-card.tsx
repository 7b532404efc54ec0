import { Ban, Hand, MessageSquareReply, PencilLine, Play, Unplug } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { HeldThing, HoldDecision } from '../../app/contract.ts';
import { Menu } from '../parts/menu.tsx';
import { useCommand } from '../parts/use-command.ts';
import { TRANSCRIPT_ID } from '../window/use-shortcuts.ts';
import { VisibleText } from '../parts/visible-text.tsx';
import { useViewer } from '../state/viewer-context.ts';
import { heldTitle } from '../words/holds.ts';
import { counted, size } from '../words/measures.ts';
import { AnswerForm } from './answer-form.tsx';
import { EditForm } from './edit-form.tsx';
import { HoldClock } from './hold-clock.tsx';

/** What a person is about to do with what is held. */
type Doing =
  | { readonly what: 'looking' }
  | { readonly what: 'answering' }
  | { readonly what: 'editing'; readonly text: string };

const LOOKING: Doing = { what: 'looking' };

interface HeldCardProps {
  readonly held: HeldThing;
  /** Keys and commands mean this one. */
  readonly isFirst: boolean;
}

/** Something that is held, and what can be done about it. */
export function HeldCard({ held, isFirst }: HeldCardProps) {
  const { holds, notices } = useViewer();
  const [doing, setDoing] = useState<Doing>(LOOKING);
  const [problem, setProblem] = useState<string | null>(null);
  const card = useRef<HTMLElement>(null);
  const isDecided = useRef(false);
  useFocusBack(card);
  useTellWhenGone(doing.what !== 'looking', isDecided);

  const decide = async (decision: HoldDecision) => {
    isDecided.current = true;
    const refused = await holds.decide(held.hold, decision);
    if (refused === null) return;
    isDecided.current = false;
    if (doing.what === 'looking') notices.bad(refused.text, refused.remedy);
    else setProblem(`${refused.text} ${refused.remedy}`.trim());
  };
  const edit = async () => {
    const text = await holds.text(held.hold);
    if (text !== null) setDoing({ what: 'editing', text });
  };
  const stop = () => {
    setDoing(LOOKING);
    setProblem(null);
    // The button is there again only when this has been drawn.
    requestAnimationFrame(() => card.current?.querySelector<HTMLElement>('button')?.focus());
  };
  useCommand('edit-held', () => void edit(), isFirst && held.editable && doing.what === 'looking');
  useCommand('answer-held', () => setDoing({ what: 'answering' }), isFirst && doing.what === 'looking');

  return (
    <section className="held-card" aria-label={`Held: ${heldTitle(held)}`} ref={card}>
      <header className="held-head">
        <Hand className="held-sign" size={16} aria-hidden />
        <h2 className="held-title">
          Held: {heldTitle(held)}
          <HeldBecause held={held} />
        </h2>
        <HoldClock held={held} />
      </header>
      {doing.what !== 'editing' && (
        <pre className={`held-text held-text-${held.from}`}>
          <VisibleText text={held.text} />
        </pre>
      )}
      {doing.what === 'looking' && (
        <Choices
          held={held}
          onDecide={(decision) => void decide(decision)}
          onEdit={() => void edit()}
          onAnswer={() => setDoing({ what: 'answering' })}
        />
      )}
      {doing.what === 'answering' && (
        <AnswerForm
          held={held}
          problem={problem}
          onAnswer={(decision) => void decide(decision)}
          onCancel={stop}
        />
      )}
      {doing.what === 'editing' && (
        <EditForm
          held={held}
          text={doing.text}
          problem={problem}
          onEdit={(text) => void decide({ do: 'edit', text })}
          onCancel={stop}
        />
      )}
    </section>
  );
}

/** Who wants it held, and what a rule does to it besides. */
function HeldBecause({ held: { rule, ruled, what, size: bytes, text } }: { readonly held: HeldThing }) {
  const facts = [
    ...(rule === null ? [] : [`by the rule “${rule}”`]),
    ...(ruled === null ? [] : [`let go, it is ${ruled}`]),
    ...(what === 'message' ? [size(bytes)] : []),
    ...(what !== 'command' && text.length >= CUT_CHARACTERS
      ? [`the first ${counted(CUT_CHARACTERS, 'character')}`]
      : []),
  ];
  if (facts.length === 0) return null;
  return (
    <span className="held-because">
      <VisibleText text={facts.join(' · ')} />
    </span>
  );
}

/** As many characters as the application sends of what is held. */
const CUT_CHARACTERS = 1_000;

interface ChoicesProps {
  readonly held: HeldThing;
  readonly onDecide: (decision: HoldDecision) => void;
  readonly onEdit: () => void;
  readonly onAnswer: () => void;
}

function Choices({ held, onDecide, onEdit, onAnswer }: ChoicesProps) {
  const close = (how: Extract<HoldDecision, { do: 'close' }>['how']) => () => onDecide({ do: 'close', how });
  return (
    <div className="held-choices">
      <button
        type="button"
        className="button button-main"
        title="Let it go on as it is (F8)"
        aria-keyshortcuts="F8"
        onClick={() => onDecide({ do: 'let-go' })}
      >
        <Play size={14} aria-hidden />
        Let go
      </button>
      <button
        type="button"
        className="button"
        disabled={!held.editable}
        title={held.editable ? 'Something else goes on in its place (e)' : 'Too long to be edited here'}
        onClick={onEdit}
      >
        <PencilLine size={14} aria-hidden />
        Edit
      </button>
      <button
        type="button"
        className="button"
        title={
          held.what === 'reply'
            ? 'The client gets another reply (a)'
            : 'The client gets a reply, and the server hears nothing (a)'
        }
        onClick={onAnswer}
      >
        <MessageSquareReply size={14} aria-hidden />
        Answer…
      </button>
      <button
        type="button"
        className="button"
        title="Nobody ever hears of it"
        onClick={() => onDecide({ do: 'drop' })}
      >
        <Ban size={14} aria-hidden />
        Swallow
      </button>
      <Menu
        label="End the conversation"
        buttonClass="button"
        items={[
          { label: 'Politely', note: 'with 421, and both connections closed', onChoose: close('politely') },
          { label: 'At once', note: 'both connections closed without a word', onChoose: close('at-once') },
          { label: 'With a reset', note: 'as when a connection is lost', onChoose: close('reset') },
        ]}
      >
        <Unplug size={14} aria-hidden />
        End
      </Menu>
    </div>
  );
}

/** Where the focus was in here, it goes back to the transcript when this is gone. */
function useFocusBack(card: RefObject<HTMLElement | null>): void {
  // While the element is still in the page, which it is not any more when an effect is cleaned up.
  useLayoutEffect(() => {
    const element = card.current;
    return () => {
      if (element?.contains(document.activeElement) !== true) return;
      document.getElementById(TRANSCRIPT_ID)?.focus({ preventScroll: true });
    };
  }, [card]);
}

/** What a person was writing when somebody else decided is not lost in silence. */
function useTellWhenGone(isWriting: boolean, isDecided: RefObject<boolean>): void {
  const { notices } = useViewer();
  const writing = useRef(isWriting);
  useEffect(() => {
    writing.current = isWriting;
  });
  useEffect(
    () => () => {
      if (!writing.current || isDecided.current) return;
      notices.bad(
        'That was decided meanwhile',
        'What you were writing was not used: the transcript says what became of it.',
      );
    },
    [notices, isDecided],
  );
}
