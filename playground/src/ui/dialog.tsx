/**
 * A dialog: the browser's own, which keeps the focus and closes on Escape.
 */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Shown as long as it is rendered. */
export function Dialog(props: { title: string; close: () => void; children: ComponentChildren }): VNode {
  const { title, close, children } = props;
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    ref.current!.showModal();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-label={title}
      onClose={close}
      onClick={(event) => {
        // The backdrop belongs to the dialog.
        if (event.target === ref.current) ref.current?.close();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" class="quiet" aria-label="Close" onClick={() => ref.current!.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
