/**
 * A script for a page in the browser: the element scrolls to so many pixels at the moment at which its host first tells
 * something that has all these words in it, before the page looks at it. So rows come between a scroll and its event.
 */
export function scrollWhenTold(selector: string, pixels: number, words: readonly string[]): string {
  return `
    let isDone = false;
    const scroll = ({ data }) => {
      if (isDone || typeof data !== 'string') return;
      isDone = ${JSON.stringify(words)}.every((word) => data.includes(word));
      if (isDone) document.querySelector(${JSON.stringify(selector)}).scrollTo(0, ${pixels});
    };
    window.WebSocket = class extends WebSocket {
      constructor(...place) {
        super(...place);
        this.addEventListener('message', scroll);
      }
    };
  `;
}
