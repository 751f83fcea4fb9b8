import type { Attachment } from 'svelte/attachments';

/** Tells when the pointer, a finger or the keyboard's focus comes to an element and when it leaves. */
export function pointed(tell: (on: boolean) => void): Attachment<HTMLElement> {
  return (node) => {
    let over = false;
    const say = (on: boolean) => {
      if (over === on) return;
      over = on;
      // An element that goes while it is pointed at cannot change the page from within its own going.
      queueMicrotask(() => tell(on));
    };
    const on = () => say(true);
    const off = () => say(false);
    // A finger does not hover: what it touches is pointed at until it touches something else.
    const touch = (event: TouchEvent) => say(node.contains(event.target as Node));
    const aside = { passive: true, capture: true } as const;
    node.addEventListener('mouseenter', on);
    node.addEventListener('mouseleave', off);
    node.addEventListener('focusin', on);
    node.addEventListener('focusout', off);
    document.addEventListener('touchstart', touch, aside);
    return () => {
      off();
      node.removeEventListener('mouseenter', on);
      node.removeEventListener('mouseleave', off);
      node.removeEventListener('focusin', on);
      node.removeEventListener('focusout', off);
      document.removeEventListener('touchstart', touch, aside);
    };
  };
}
