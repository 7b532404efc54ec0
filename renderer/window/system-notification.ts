/** Whether the person looks at the window. */
export function isInFront(): boolean {
  return !document.hidden && document.hasFocus();
}

/** Tells by the system, while the window is not in front. One of a kind at a time: a later one takes its place. */
export function notify(title: string, body: string, tag: string): void {
  if (isInFront()) return;
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const notification = new Notification(title, { body, tag });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
  });
}
