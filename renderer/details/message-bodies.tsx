import { ImageOff } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { InlineImage } from '../../app/contract.ts';
import { useViewer } from '../state/viewer-context.ts';
import { counted } from '../words/measures.ts';
import { Enlargeable } from './enlargeable.tsx';
import { MessageFrame } from './message-frame.tsx';
import { useAnswer } from './use-answer.ts';
import { VisibleLines } from './visible-lines.tsx';

interface HtmlBodyProps {
  readonly html: string;
  readonly images: readonly InlineImage[];
}

/** HTML mail, made harmless and in a sandbox. */
export function HtmlBody({ html, images }: HtmlBodyProps) {
  const [blocked, setBlocked] = useState(0);
  return (
    <>
      {blocked > 0 && (
        <p className="message-blocked">
          <ImageOff size={14} aria-hidden />
          {counted(blocked, 'remote image or style', 'remote images and styles')} blocked: the sender would
          learn that the message is read.
        </p>
      )}
      <Enlargeable label="Message in HTML">
        <MessageFrame html={html} images={images} onBlocked={setBlocked} />
      </Enlargeable>
    </>
  );
}

/** The message in plain text. */
export function TextBody({ text }: { readonly text: string | null }) {
  if (text === null) return <p className="details-nothing">The message has no plain text.</p>;
  return (
    <pre className="message-text">
      <VisibleLines text={text} />
    </pre>
  );
}

/** The beginning of a message's source. */
export function SourceBody({ session, n }: { readonly session: number; readonly n: number }) {
  const { request } = useViewer();
  const ask = useCallback(() => request('message.source', { session, message: n }), [request, session, n]);
  const { value, problem } = useAnswer(ask, 0);
  if (problem !== null) return <p className="details-nothing">{problem.text}</p>;
  if (value === null) return null;
  return (
    <>
      <pre className="message-text message-source">
        <VisibleLines text={value.text} />
      </pre>
      {value.isCut && <p className="message-cut">The rest is in the .eml file.</p>}
    </>
  );
}
