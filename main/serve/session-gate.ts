import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Decides who may talk to the local server: the one client that first brought the token of the printed address. It holds a
 * session cookie from then on; the token is worth nothing to any other.
 */
export class SessionGate {
  readonly token = randomBytes(32).toString('base64url');
  readonly #session = randomBytes(32).toString('base64url');
  readonly #port: number;
  #used = false;

  constructor(port: number) {
    this.#port = port;
  }

  /** The cookie to set when the token is right and was not used before, else null. */
  redeem(token: string): string | null {
    if (this.#used || !same(token, this.token)) return null;
    this.#used = true;
    // Cookies are shared by all ports of a host, so the name tells them apart.
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  hasSession(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim());
    const mine = cookies.find((part) => part.startsWith(`${this.#cookieName}=`));
    return mine !== undefined && same(mine.slice(this.#cookieName.length + 1), this.#session);
  }

  /** A name that points here but is not ours means that another site's page is asking (DNS rebinding). */
  isOwnHost(request: IncomingMessage): boolean {
    return this.#hosts.includes(request.headers.host ?? '');
  }

  /** Whether the page that asks is ours; `required` where browsers always name it (WebSocket). */
  isOwnOrigin(request: IncomingMessage, required: boolean): boolean {
    const { origin } = request.headers;
    if (origin === undefined) return !required;
    return origin === `http://${request.headers.host ?? ''}` && this.isOwnHost(request);
  }

  get #hosts(): readonly string[] {
    return [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
  }

  get #cookieName(): string {
    return `millrace_${this.#port}`;
  }
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
