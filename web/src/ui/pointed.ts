import type { Attachment } from 'svelte/attachments';

/** Tells when the pointer or the keyboard's focus comes to an element and when it leaves. */
export function pointed(tell: (on: boolean) => void): Attachment<HTMLElement> {
  return (node) => {
    let over = false;
    const say = (on: boolean) => {
      over = on;
      // An element that goes while it is pointed at cannot change the page from within its own going.
      queueMicrotask(() => tell(on));
    };
    const on = () => say(true);
    const off = () => say(false);
    node.addEventListener('mouseenter', on);
    node.addEventListener('mouseleave', off);
    node.addEventListener('focusin', on);
    node.addEventListener('focusout', off);
    return () => {
      if (over) off();
      node.removeEventListener('mouseenter', on);
      node.removeEventListener('mouseleave', off);
      node.removeEventListener('focusin', on);
      node.removeEventListener('focusout', off);
    };
  };
}
