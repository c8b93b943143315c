import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A cable between a browser and a server that can be cut and mended, on a port that stays the same. */
export interface TcpLink {
  readonly url: string;
  /** Drops every connection that is open now; new ones are let through. */
  drop(): void;
  /** Drops everything and lets nothing through until `mend`. */
  cut(): void;
  mend(): void;
  /** Lets nothing more through on the open connections that ever said this, and closes none: they are half-open. */
  silence(said: RegExp): void;
  /** The connection that says this next hears nothing any more, though what it said arrives. */
  deafen(saying: RegExp): void;
  /** Leads to another port from now on: the server was started again. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

const MOST_REMEMBERED = 10_000;

interface Connection {
  readonly near: Socket;
  readonly far: Socket;
  /** What the near side said first. */
  said: string;
}

export async function openLink(port: number): Promise<TcpLink> {
  let target = port;
  let whole = true;
  let deafening: RegExp | undefined;
  const sockets = new Set<Socket>();
  const connections = new Set<Connection>();
  const server = createServer((near) => {
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const connection: Connection = { near, far, said: '' };
    connections.add(connection);
    near.on('close', () => connections.delete(connection));
    near.on('data', (data) => {
      const said = data.toString('latin1');
      connection.said = (connection.said + said).slice(0, MOST_REMEMBERED);
      if (!deafening?.test(said)) return;
      deafening = undefined;
      far.unpipe(near).resume();
    });
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
    silence(said) {
      for (const { near, far, said: all } of connections) {
        if (!said.test(all)) continue;
        for (const socket of [near, far]) socket.unpipe().resume();
      }
    },
    deafen(saying) {
      deafening = saying;
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
