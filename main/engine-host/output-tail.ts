const KEPT = 4_000;

/** Logs a child's output and gives its last 4,000 characters. */
export function outputTail(stream: NodeJS.ReadableStream | null, log: (line: string) => void): () => string {
  let tail = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-KEPT);
    log(chunk.trimEnd());
  });
  return () => tail;
}
