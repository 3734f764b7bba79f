/**
 * How long the making of one connection has taken.
 */

/** What is known of a socket that is being connected. */
export interface DialledSocket {
  /** What waits for the connection then fails with that error. */
  destroy(error: Error): unknown;
  once(event: 'lookup' | 'connect', listener: () => void): unknown;
}

/** The making of one connection. */
export class Dial {
  private readonly isSecure: boolean;
  private readonly begun: number;
  private found: number;
  private reached: number;
  private ready: number;

  /** @param isSecure whether TLS comes last. */
  constructor(socket: DialledSocket, isSecure: boolean) {
    this.isSecure = isSecure;
    this.begun = performance.now();
    this.found = NaN;
    this.reached = NaN;
    this.ready = NaN;
    socket.once('lookup', () => {
      this.found = performance.now();
    });
    socket.once('connect', () => {
      this.reached = performance.now();
    });
  }

  /** There is a tunnel, and TLS begins in it. */
  tunnelled(): void {
    this.reached = performance.now();
  }

  /** It can be used. */
  connected(): void {
    this.ready = performance.now();
  }

  /** For the address; null if that was given. */
  get dns(): number | null {
    return Number.isNaN(this.found) ? null : this.found - this.begun;
  }

  get connect(): number {
    const end = this.isSecure ? this.reached : this.ready;
    return end - (Number.isNaN(this.found) ? this.begun : this.found);
  }

  get tls(): number | null {
    return this.isSecure ? this.ready - this.reached : null;
  }
}
