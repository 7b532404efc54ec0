import { useEffect, useState } from 'react';
import type { InlineImage } from '../../app/contract.ts';
import { makeHarmless } from './message-html.ts';

interface MessageFrameProps {
  readonly html: string;
  readonly images: readonly InlineImage[];
  /** How much was taken out that would have come from elsewhere. */
  readonly onBlocked: (blocked: number) => void;
}

/**
 * HTML mail in a frame within a frame. The outer one is a page of the host's, whose own strict policy the inner one takes
 * over, in place of the viewer's; the inner one has no origin, and may neither run nor reach anything (sandbox=""). What
 * it is given has been made harmless before.
 */
export function MessageFrame({ html, images, onBlocked }: MessageFrameProps) {
  const [outer, setOuter] = useState<Document | null>(null);

  useEffect(() => {
    const inner = outer?.querySelector('iframe');
    const parsing = outer?.defaultView;
    if (inner === null || inner === undefined || parsing === null || parsing === undefined) return;
    const harmless = makeHarmless(html, images, parsing);
    inner.srcdoc = harmless.html;
    onBlocked(harmless.blocked);
  }, [outer, html, images, onBlocked]);

  return (
    <iframe
      className="message-frame"
      src="./message-frame.html"
      sandbox="allow-same-origin"
      referrerPolicy="no-referrer"
      title="Message in HTML"
      onLoad={(event) => setOuter(event.currentTarget.contentDocument)}
    />
  );
}
