import type { Session } from 'electron';
import { app } from 'electron';
import { isOwnPage } from './own-page.ts';

/** Applies to every page there will ever be: no navigation, no new windows, no embedded pages. */
export function lockDownPages(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Denies every permission but one: the page may put text on the clipboard when a person asks for it. */
export function lockDownSession(session: Session): void {
  const allowed = (permission: string, url: string) => permission === 'clipboard-sanitized-write' && isOwnPage(url);
  session.setPermissionRequestHandler((contents, permission, decide) => decide(allowed(permission, contents.getURL())));
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
