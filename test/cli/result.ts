/**
 * What `--json` prints.
 */
export interface PassJson {
  way: string;
  wallMs: number;
  requestsPerSecond: number;
  speedUp: number | null;
  ok: number;
  httpErrors: number;
  failed: number;
  order: number[];
  results: {
    url: string;
    kind: string;
    status: number | null;
    redirects: number;
    reason: string;
    completedAtMs: number;
  }[];
}

export interface ResultJson {
  urls: number;
  size: number;
  passes: PassJson[];
  failures: { index: number; url: string; kind: string; status: number | null; reason: string; ways: string[] }[];
  timeline: {
    switches: number;
    runningMs: number;
    greenlets: {
      index: number;
      endedAtMs: number | null;
      stretches: { state: string; fromMs: number; toMs: number; on?: string }[];
    }[];
  };
}
