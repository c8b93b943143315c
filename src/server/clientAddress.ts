import { isIPv4, isIPv6 } from 'node:net';

/**
 * By what a caller is counted: IPv4 as it is, IPv6 by its /64, of which one customer has all. A port, as some proxies
 * write one, is left away. What is no address counts as it stands.
 */
export function clientAddress(written: string): string {
  const address = withoutPort(written.trim());
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  return mappedIPv4(groups) ?? `${groups.slice(0, 4).join(':')}::/64`;
}

/** `[2001:db8::1]:1234`, `[2001:db8::1]`, `203.0.113.7:1234`, `fe80::1%eth0` */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed.replace(/%.*$/, '');
  const [host = '', port] = text.split(':', 2);
  return port !== undefined && isIPv4(host) ? host : text.replace(/%.*$/, '');
}

/** The eight groups of an IPv6 address; `URL` writes all of them in hexadecimal, and in one way only. */
function groupsOf(address: string): string[] {
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
}

/** `::ffff:203.0.113.7` is how a socket for both kinds shows an IPv4 address. */
function mappedIPv4(groups: readonly string[]): string | undefined {
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') return undefined;
  const bytes = groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
  return bytes.join('.');
}
