/**
 * What is said to a proxy, and heard from it, before there is a tunnel.
 */

/** Takes what a proxy says, and says when the tunnel is there. */
export interface Handshake {
  /** What is said first. */
  greet(): Uint8Array | string;
  /**
   * What has come so far.
   *
   * @returns how many bytes of it were the proxy's, once the tunnel is there; else what is to be said, or null to wait.
   * @throws ProxyFault
   */
  hear(bytes: Buffer): number | Uint8Array | null;
  /** How many bytes of what has come are not needed any more. */
  readonly consumed: number;
}
