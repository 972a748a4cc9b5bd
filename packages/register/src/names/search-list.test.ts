import { describe, expect, it } from 'vitest';
import { parseSearchList, toQuestions } from './search-list.ts';

describe('parseSearchList, by resolv.conf(5)', () => {
  it.each([
    ['', [], 1],
    ['nameserver 10.0.0.1\n', [], 1],
    ['search a.example b.example.\nnameserver 10.0.0.1\noptions ndots:5 timeout:1\n', ['a.example', 'b.example'], 5],
    ['domain a.example\nsearch b.example c.example\n', ['b.example', 'c.example'], 1],
    ['search b.example c.example\ndomain a.example\n', ['a.example'], 1],
    ['options ndots:2 rotate\noptions ndots:99\n', [], 15],
    ['# search a.example\n;search b.example\nsearch .\noptions ndots:x\n', [], 1],
  ])('%j', (text, domains, ndots) => {
    expect(parseSearchList(text)).toEqual({ domains, ndots });
  });
});

describe('toQuestions', () => {
  const list = { domains: ['ns.svc.cluster.local', 'cluster.local'], ndots: 2 };

  it.each([
    ['collector', ['collector.ns.svc.cluster.local', 'collector.cluster.local', 'collector']],
    ['collector.ns', ['collector.ns.ns.svc.cluster.local', 'collector.ns.cluster.local', 'collector.ns']],
    [
      'otel.example.com',
      ['otel.example.com', 'otel.example.com.ns.svc.cluster.local', 'otel.example.com.cluster.local'],
    ],
    ['otel.example.com.', ['otel.example.com']],
    ['collector.', ['collector']],
  ])('%s', (name, questions) => {
    expect(toQuestions(name, list)).toEqual(questions);
  });
});
