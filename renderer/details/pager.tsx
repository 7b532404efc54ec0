import { ChevronLeft, ChevronRight } from 'lucide-react';
import { count } from '../words/measures.ts';
import './pager.css';

interface PagerProps {
  /** The place of the first item on the page, from 0. */
  readonly from: number;
  /** Items on a page. */
  readonly page: number;
  /** Items that can be had. */
  readonly kept: number;
  /** What an item is called. */
  readonly noun: string;
  readonly onTurn: (from: number) => void;
}

/** Turns the pages of a long list; not there where one page holds all. */
export function Pager({ from, page, kept, noun, onTurn }: PagerProps) {
  if (kept <= page && from === 0) return null;
  const last = Math.min(from + page, kept);
  return (
    <nav className="pager" aria-label={`Pages of ${noun}s`}>
      <button
        type="button"
        className="button button-icon button-small"
        aria-label="Those before"
        disabled={from === 0}
        onClick={() => onTurn(Math.max(0, from - page))}
      >
        <ChevronLeft size={14} aria-hidden />
      </button>
      <span aria-live="polite">
        {count(from + 1)}–{count(last)} of {count(kept)} {noun}s
      </span>
      <button
        type="button"
        className="button button-icon button-small"
        aria-label="Those behind"
        disabled={last >= kept}
        onClick={() => onTurn(from + page)}
      >
        <ChevronRight size={14} aria-hidden />
      </button>
    </nav>
  );
}
