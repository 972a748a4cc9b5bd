import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRepositoryUrl } from './repository-url.ts';

describe('toRepositoryUrl', () => {
  it.each([
    ['https://github.com/acme/shop.git', 'https://github.com/acme/shop'],
    ['https://user:token@github.com/acme/shop', 'https://github.com/acme/shop'],
    ['https://x-access-token:ghs_1@github.com/acme/shop.git/', 'https://github.com/acme/shop'],
    ['https://github.com/acme/shop?token=1#x', 'https://github.com/acme/shop'],
    ['http://git.example.org:3000/acme/shop', 'http://git.example.org:3000/acme/shop'],
    ['git@github.com:acme/shop.git', 'https://github.com/acme/shop'],
    ['github.com:acme/shop', 'https://github.com/acme/shop'],
    ['ssh://git@git.example.org:2222/acme/shop.git', 'https://git.example.org/acme/shop'],
    ['git://example.org/shop.git', 'https://example.org/shop'],
    ['/srv/git/shop.git', undefined],
    ['file:///srv/git/shop.git', undefined],
    ['../shop', undefined],
    [String.raw`C:\src\shop`, undefined],
    ['https://example.org', undefined],
    ['', undefined],
  ])('%s is published as %s', (given, published) => {
    expect(toRepositoryUrl(given)).toBe(published);
  });

  it('lets no user, password or token through', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{12,20}$/);
    fc.assert(
      fc.property(word, word, word, fc.constantFrom('https', 'http', 'ssh', 'git'), (user, password, token, scheme) => {
        const url =
          toRepositoryUrl(`${scheme}://${user}:${password}@example.org/acme/shop.git?access_token=${token}`) ?? '';
        expect(url).toMatch(/\/acme\/shop$/);
        for (const secret of [user, password, token]) expect(url).not.toContain(secret);
      }),
    );
  });
});
