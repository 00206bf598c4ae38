import { appHost, appScheme } from '../contract/desktop-exposed.ts';

/** Where a window's page is. */
export const pageUrl = `${appScheme}://${appHost}/`;

/** Whether a URL is of the page that ships; by protocol and host, because Node calls the origin of its scheme "null". */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === `${appScheme}:` && host === appHost;
}
