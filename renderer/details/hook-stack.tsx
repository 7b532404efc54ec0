import { VisibleText } from '../parts/visible-text.tsx';

/** Where in its author's file a hook went wrong, and how it came there. What went wrong is said above. */
export function HookStack({ stack }: { readonly stack: string }) {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  if (frames.length === 0) return null;
  return (
    <>
      <h3 className="details-heading">Where</h3>
      <ul className="selected-line-text selected-line-stack">
        {frames.map((frame, place) => (
          <li key={`${place}-${frame}`}>
            <VisibleText text={frame.trim()} />
          </li>
        ))}
      </ul>
    </>
  );
}
