import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactAddress } from './address.ts';
import { redactCommand, redactKey, redactQueryText } from './query-text.ts';
import { isSecretName } from './secret-name.ts';
import { redactText } from './text.ts';
import { redactUrl } from './url.ts';

describe('names', () => {
  it.each([
    'token',
    'access_token',
    'X-Api-Key',
    'api.key',
    'client_secret',
    'PASSWORD',
    'X-Amz-Signature',
    'sig',
    'code',
    'Authorization',
    'auth',
  ])('%s is a secret’s', (name) => expect(isSecretName(name)).toBe(true));

  it.each(['q', 'page', 'author', 'keyword', 'postcode', 'country_code', 'sort', 'design', 'id'])(
    '%s is none',
    (name) => expect(isSecretName(name)).toBe(false),
  );
});

describe('addresses', () => {
  it.each([
    ['https://api.example/items/7?page=2&q=shoes', 'https://api.example/items/7?page=2&q=shoes'],
    ['https://a.example/?token=abc&page=2#top', 'https://a.example/?token=REDACTED&page=2#top'],
    ['https://u:p@a.example/', 'https://REDACTED:REDACTED@a.example/'],
    ['postgres://u:p@db:5432/shop', 'postgres://REDACTED:REDACTED@db:5432/shop'],
    ['?api%5Fkey=1', '?api%5Fkey=REDACTED'],
    ['password=1&q=x', 'password=REDACTED&q=x'],
    ['https://a.example/cb#access_token=x&state=1', 'https://a.example/cb#access_token=REDACTED&state=1'],
    ['/cb?to=https%3A%2F%2Fa.example%2F%3Ftoken%3Dabc', '/cb?to=https%3A%2F%2Fa.example%2F%3Ftoken%3DREDACTED'],
    ['/x?d=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig', '/x?d=REDACTED'],
    ['/x?token=&q=1', '/x?token=&q=1'],
    ['https://auth.example/x=1', 'https://auth.example/x=1'],
    ['/mail/a@b.example/open', '/mail/a@b.example/open'],
    ['?%zz=1&token=2', '?%zz=1&token=REDACTED'],
  ])('%s: %s', (given, expected) => expect(redactUrl(given)).toBe(expected));

  it('what is redacted stays as it is, whatever the text', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(redactUrl(redactUrl(url))).toBe(redactUrl(url));
      }),
    );
  });

  it('a secret is gone wherever its parameter stands', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word)), fc.nat(), (others, at) => {
        const pairs = others.map(([name, value]) => `${name}=${value}`);
        pairs.splice(at % (pairs.length + 1), 0, 'password=HUNTER2');
        const url = redactUrl(`https://a.example/?${pairs.join('&')}`);
        expect(url).not.toContain('HUNTER2');
        expect(url.split('&')).toHaveLength(pairs.length);
      }),
    );
  });
});

describe('statements', () => {
  it.each([
    ['select * from u where id = $1 and t2.n = $12', undefined, 'select * from u where id = $1 and t2.n = $12'],
    ['insert into u values (?, :name, @p1)', undefined, 'insert into u values (?, :name, @p1)'],
    [`select * from u where pw = 'it''s' and n = 42.5`, 'postgresql', 'select * from u where pw = ? and n = ?'],
    [`select E'a\\'b', N'x', 0xFF, -7, 1e10`, 'postgresql', 'select ?, ?, ?, -?, ?'],
    [`select "Name", 'x'::text, v::int4 from t1`, 'postgresql', 'select "Name", ?::text, v::int4 from t1'],
    ['do $$ begin perform secret; end $$', 'postgresql', 'do ?'],
    ['select $tag$ it has $$ in it $tag$, 1', 'postgresql', 'select ?, ?'],
    [`select 1 -- it's secret\nfrom t /* and 'this' */ where a = 'b'`, 'postgresql', 'select ? \nfrom t  where a = ?'],
    [`select 'never closed and secret`, 'postgresql', 'select ?'],
    [`select "secret", 'a\\'b', \`col1\` # tail`, 'mysql', 'select ?, ?, `col1` '],
    [`alter user postgres password 'NEWPASS'`, 'postgresql', 'alter user postgres password ?'],
    ['{"find":"users","filter":{"email":"?"}}', 'mongodb', '{"find":"users","filter":{"email":"?"}}'],
    [`{"query":{"match":{"email":"a@b.c","n":7}}}`, 'elasticsearch', '{"query":{"match":{"email":?,"n":?}}}'],
  ])('%s (%s)', (text, system, expected) => {
    expect(redactQueryText(text, system)).toBe(expected);
    // The second time it may come from memory.
    expect(redactQueryText(text, system)).toBe(expected);
  });

  it('no literal of any text stays, however it is quoted', () => {
    const value = fc.string().map((text) => `SECRET${text}`);
    const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const text = `insert into t values (${values.map(quote).join(', ')})`;
        expect(redactQueryText(text, 'postgresql')).toBe(`insert into t values (${values.map(() => '?').join(', ')})`);
      }),
    );
  });

  it('a long one is cut, not read to its end', () => {
    const text = `insert into t values ${Array.from({ length: 200_000 }, (_, index) => `(${index}, 'x')`).join(', ')}`;
    expect(redactQueryText(text, 'postgresql').length).toBeLessThan(17_000);
  });

  it.each([
    ['get session:abc123', 'get session:?'],
    ['set session:abc [1 other arguments]', 'set session:? ?'],
    ['SET k1 [1 other arguments]', 'SET ? ?'],
    ['get settings', 'get settings'],
    ['eval return 1 1 k ARGSECRET', 'eval return ?'],
    ['AUTH hunter', 'AUTH ?'],
    ['AUTH [1 other arguments]', 'AUTH [1 other arguments]'],
    ['ping', 'ping'],
  ])('Redis: %s', (text, expected) => expect(redactCommand(text)).toBe(expected));

  it('keys keep the word in front', () => {
    expect(['sess:1', 'user:7:cart', 'f3a9', 'config'].map(redactKey)).toEqual(['sess:?', 'user:?', '?', 'config']);
  });
});

describe('clients', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['::ffff:203.0.113.77', '::ffff:203.0.113.0'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::'],
    ['2001:db8::1', '2001:db8::'],
    ['10.1.2.3', '10.1.2.3'],
    ['172.20.1.2', '172.20.1.2'],
    ['172.32.1.2', '172.32.1.0'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1'],
    ['::1', '::1'],
    ['fe80::1', 'fe80::1'],
    ['proxy.internal', 'proxy.internal'],
  ])('%s is sent as %s', (address, expected) => expect(redactAddress(address)).toBe(expected));
});

describe('texts of errors', () => {
  it.each([
    [
      'Failed to parse URL from https://u:p@a.example/?token=x',
      'Failed to parse URL from https://REDACTED:REDACTED@a.example/?token=REDACTED',
    ],
    ['401 for Authorization: Bearer abc.def.ghi', '401 for Authorization: REDACTED'],
    [`{"cookie":"sid=abc; other=1"}`, `{"cookie":"REDACTED"}`],
    ['got Bearer abcdefgh12345', 'got Bearer REDACTED'],
    ['bearer of bad news', 'bearer of bad news'],
    ['at file:///app/x.js:1:2', 'at file:///app/x.js:1:2'],
  ])('%s', (text, expected) => expect(redactText(text)).toBe(expected));
});
