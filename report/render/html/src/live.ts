// A served page asks for newer data; one from disk never asks anybody.
const kEveryMs = 5000;

export function followServer(onData: (json: string) => void): void {
  if (document.documentElement.dataset.live !== '1') return;
  let tag = '';
  const ask = async () => {
    const headers: Record<string, string> = tag === '' ? {} : {'If-None-Match': tag};
    const reply = await fetch('data.json', {headers, cache: 'no-store'});
    if (reply.status !== 200) return;
    const first = tag === '';
    tag = reply.headers.get('ETag') ?? '';
    const json = await reply.text();
    if (!first) onData(json);
  };
  // A server that went away may come back.
  window.setInterval(() => void ask().catch(() => undefined), kEveryMs);
  void ask().catch(() => undefined);
}
