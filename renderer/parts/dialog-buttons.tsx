/** What a dialog that asks something ends with: doing it, or not. It stands in a form. */
export function DialogButtons({ label, onClose }: { readonly label: string; readonly onClose: () => void }) {
  return (
    <div className="conversation-buttons">
      <button type="button" className="button" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="button button-main">
        {label}
      </button>
    </div>
  );
}
