import { protocol } from 'electron';
import { pageHeaders } from '../assets/content-policy.ts';
import { readPageFile } from '../assets/page-files.ts';
import { appHost, appScheme } from '../contract/desktop-exposed.ts';

/** Makes `app://` a scheme like https; must be called before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built page under `app://millrace/`; every other host and method is refused. */
export function serveAppScheme(pageFolder: string): void {
  protocol.handle(appScheme, async (request) => {
    const url = new URL(request.url);
    const file = url.host === appHost && request.method === 'GET' ? await readPageFile(pageFolder, url.pathname) : null;
    if (file === null) return new Response('Not found', { status: 404, headers: { ...pageHeaders } });
    return new Response(file.bytes, { headers: { ...pageHeaders, 'Content-Type': file.type } });
  });
}
