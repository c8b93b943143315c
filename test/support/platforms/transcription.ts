import { createServer } from 'node:http';

/** An OpenAI-compatible endpoint that hears the same words in everything. */
export interface TranscriptionServer {
  readonly url: string;
  readonly requests: readonly { readonly type: string | undefined; readonly model: string | undefined }[];
  close(): Promise<void>;
}

export async function startTranscription(text: string): Promise<TranscriptionServer> {
  const requests: { type: string | undefined; model: string | undefined }[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('latin1');
    requests.push({
      type: /name="file"[^\r]*\r\nContent-Type: ([^\r]+)/i.exec(body)?.[1],
      model: /name="model"\r\n\r\n([^\r]+)/.exec(body)?.[1],
    });
    res.writeHead(req.url === '/v1/audio/transcriptions' ? 200 : 404, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ text }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
