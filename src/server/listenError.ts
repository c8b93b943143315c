/** The server cannot listen where it was told to; the message says why and what the operator can do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;

  constructor(port: number, host: string | undefined, cause: NodeJS.ErrnoException) {
    super(reason(port, host, cause), { cause });
    this.code = cause.code ?? 'Listen';
  }
}

function reason(port: number, host: string | undefined, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program: stop that program, or set PORT to a free port.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: set PORT to one of 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host ?? ''} is no address of this machine: set HOST to one that is, or leave it empty.`;
    default:
      return `The server cannot listen on port ${port} (${code ?? message}): set PORT and HOST to others.`;
  }
}
