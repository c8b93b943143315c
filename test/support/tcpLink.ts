import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A cable between a browser and a server that can be cut and mended, on a port that stays the same. */
export interface TcpLink {
  readonly url: string;
  /** Drops every connection that is open now; new ones are let through. */
  drop(): void;
  /** Drops everything and lets nothing through until `mend`. */
  cut(): void;
  mend(): void;
  /** Leads to another port from now on: the server was started again. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

export async function openLink(port: number): Promise<TcpLink> {
  let target = port;
  let whole = true;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
      one.pipe(other);
    }
  });
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    drop,
    cut() {
      whole = false;
      drop();
    },
    mend() {
      whole = true;
    },
    leadTo(other) {
      target = other;
    },
    close() {
      drop();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
