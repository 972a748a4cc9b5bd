import { expect, it } from 'vitest';
import { toHostAddresses } from './hosts-file.ts';

// hosts(5), its example among it.
const text = `# The following lines are desirable for IPv4 capable hosts
127.0.0.1       localhost

127.0.1.1       thishost.example.org   thishost
192.168.1.10    foo.example.org        foo
  192.168.1.13\tbar.example.org        bar # not baz
146.82.138.7    master.debian.org      master
::1             localhost ip6-localhost ip6-loopback
not-an-address  foo
fe80::1%lo      link
`;

it.each([
  ['foo', ['192.168.1.10']],
  ['FOO.example.org', ['192.168.1.10']],
  ['localhost', ['127.0.0.1', '::1']],
  ['bar', ['192.168.1.13']],
  ['baz', []],
  ['192.168.1.10', []],
  ['link', ['fe80::1%lo']],
  ['', []],
])('%s is at %j', (name, addresses) => {
  expect(toHostAddresses(text, name)).toEqual(addresses);
});
