import { useEffect, useRef, type ReactNode } from 'react';

/** A page that covers the flow. It takes the focus from what it covers, so that keys and readers go on in it. */
export function Page({ label, testId, children }: { readonly label: string; readonly testId: string; readonly children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    const active = document.activeElement;
    if (active === null || active === document.body || active.closest('[inert]') !== null) main.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main ref={main} tabIndex={-1} className="board" aria-label={label} data-testid={testId}>
      {children}
    </main>
  );
}
