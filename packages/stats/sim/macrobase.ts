// Known answers of MacroBase's DIFF operator: github.com/stanford-futuredata/macrobase at ae7b655 (Apache-2.0),
// sql/src/test/resources. Rows that are equal are one line here: values, outliers, others. Expected lines are as there:
// values (a dash where a combination has none), support, ratio, outliers, all rows.

export interface DiffCase {
  readonly name: string;
  readonly rows: string;
  readonly support: number;
  readonly ratio: number;
  readonly metric: 'global' | 'risk';
  readonly order: number;
  readonly expected: string;
}

/** core/demo/sample.csv with `usage > 1000`: location and version. */
const sample = `
AUS v3 0 150
AUS v4 0 50
CAN v1 30 49
CAN v2 8 150
CAN v3 0 20
RUS v4 0 200
UK v2 0 100
UK v3 0 100
USA v1 0 200`;

const canadaOrFirst = `
CAN - 1.0 4.1128404669260705 38 257
- v1 0.7894736842105263 2.9909451046972273 30 279`;

const byRisk = `
CAN - 1.0 Infinity 38 257
- v1 0.7894736842105263 10.456989247311828 30 279`;

/** diff-joins/9.sql: R and S, each joined with T. */
const join9 = `
0 0 3 1 4 1
0 1 1 7 5 1
0 6 2 0 4 2
0 7 9 3 3 4
1 0 1 1 0 1
1 4 2 5 3 4
1 5 6 4 1 1
2 0 0 3 2 2
2 3 0 8 3 2
2 3 2 6 4 3
2 5 0 7 1 1
2 7 4 4 1 2
2 9 3 6 5 3
3 0 7 3 2 1
3 2 6 4 2 3
3 2 8 6 3 1
3 5 3 0 1 3
3 7 6 6 1 0
4 0 2 2 2 3
4 0 9 2 1 1
4 1 4 3 0 3
4 7 7 1 1 2
5 2 3 2 1 2
5 3 4 4 1 2
5 3 5 4 1 0
5 3 6 7 0 2
5 6 7 9 1 5
5 7 1 1 2 7
5 8 1 8 1 0
6 0 0 9 1 2
6 0 1 2 2 1
6 0 4 8 1 3
6 1 4 1 3 3
6 1 8 7 5 1
6 2 9 5 2 3
6 5 5 7 3 3
6 7 6 3 0 2
7 0 6 8 2 2
7 3 9 8 3 3
7 5 1 0 3 2
7 5 2 3 1 2
7 8 6 7 1 3
8 4 7 2 2 2
8 8 2 8 3 4
9 2 8 6 2 0
9 5 5 0 1 0
9 5 5 2 7 1
9 5 8 0 2 1`;

/** diff-joins/10.sql: R and S, each joined with T. */
const join10 = `
0 0 6 3 12 14
0 10 14 12 10 12
0 2 3 14 6 9
0 7 3 6 7 10
1 4 11 18 12 19
1 5 9 3 12 9
1 6 1 1 13 3
1 8 8 15 3 16
10 0 14 18 4 6
10 14 14 19 11 8
10 16 12 1 10 11
10 17 4 7 13 7
11 0 9 12 15 15
11 11 10 13 8 7
11 17 13 5 6 8
11 2 0 12 12 10
11 2 5 5 9 11
11 3 12 4 17 9
11 4 0 12 8 11
12 15 13 11 11 11
12 17 18 0 7 12
12 2 0 15 9 9
12 5 17 7 11 7
12 6 11 13 6 11
13 12 17 10 12 10
13 14 14 16 13 8
13 19 7 1 12 5
13 9 17 18 7 11
14 13 16 3 4 5
14 18 9 13 9 10
14 3 16 19 12 10
14 8 8 15 14 9
15 1 7 1 10 10
15 10 8 5 10 6
15 19 19 7 10 7
16 11 15 10 5 8
16 11 4 4 8 10
16 12 9 10 9 10
16 14 10 18 10 10
16 17 15 15 8 8
16 5 15 15 12 17
17 13 19 2 10 4
17 14 1 2 11 13
17 15 14 4 10 7
17 15 16 0 6 9
17 5 0 12 13 7
17 8 13 11 11 10
18 12 13 10 9 7
18 12 17 6 7 6
18 18 11 19 8 8
18 18 14 17 10 11
18 4 4 13 9 11
18 5 8 2 11 11
18 8 3 2 11 8
19 0 2 18 16 6
19 17 7 9 3 12
19 2 1 18 7 9
19 2 9 13 11 9
19 8 4 9 8 12
2 0 11 17 8 10
2 15 7 4 12 7
3 11 16 13 12 12
3 11 17 6 15 9
3 17 17 6 8 13
3 18 18 19 12 12
3 4 15 6 10 8
3 5 8 8 15 10
4 1 7 3 7 11
4 12 2 14 11 13
4 12 9 11 9 11
4 14 16 15 13 9
4 14 5 18 10 9
4 15 13 4 5 15
4 18 5 16 4 8
4 8 16 1 7 10
5 13 16 4 12 12
5 13 17 9 12 11
5 17 14 17 15 11
5 4 1 12 13 5
5 5 15 1 4 14
5 6 10 7 23 14
5 6 9 3 14 12
6 1 14 6 11 14
6 2 13 2 5 14
7 11 8 7 11 11
7 13 10 16 9 7
7 2 12 8 10 9
7 3 12 6 17 17
7 4 15 1 9 11
7 6 13 4 8 13
8 0 1 11 9 16
8 12 1 8 8 7
8 17 0 2 10 9
8 18 9 6 9 12
8 3 8 4 14 12
8 5 3 5 5 9
9 13 17 18 6 7
9 13 7 5 12 6
9 5 4 0 16 7
9 8 11 7 12 14`;

const defaults = { rows: sample, support: 0.2, ratio: 1.5, metric: 'global', order: 3 } as const;

export const diffCases: readonly DiffCase[] = [
  { ...defaults, name: '1.sql to 3.sql', expected: canadaOrFirst },
  {
    ...defaults,
    name: '4.sql: MIN RATIO 10 MIN SUPPORT 0.05',
    support: 0.05,
    ratio: 10,
    expected: 'CAN v1 0.7894736842105263 10.562958027981347 30 79',
  },
  { ...defaults, name: '5.sql: MAX COMBO 1', order: 1, expected: canadaOrFirst },
  { ...defaults, name: '6.sql: risk_ratio', metric: 'risk', expected: byRisk },
  { ...defaults, name: '7.sql: MIN RATIO 10 MAX COMBO 1', support: 0.05, ratio: 10, order: 1, expected: '' },
  { ...defaults, name: '8.sql: risk_ratio, MIN RATIO 10', metric: 'risk', support: 0.05, ratio: 10, expected: byRisk },
  { ...defaults, name: '9.sql: risk_ratio, MAX COMBO 1', metric: 'risk', order: 1, expected: byRisk },
  {
    ...defaults,
    name: 'diff-joins/9.sql',
    rows: join9,
    support: 0.01,
    expected: `
0 0 - - 0.04 1.6 4 5
0 - - 7 0.05 1.6666666666666667 5 6
0 1 - - 0.05 1.6666666666666667 5 6
0 - 1 - 0.05 1.6666666666666667 5 6
0 - 3 - 0.04 1.6 4 5
0 - - 1 0.04 1.6 4 5
3 7 - - 0.01 2.0 1 1
3 - - 6 0.04 1.6 4 5
5 8 - - 0.01 2.0 1 1
5 - - 8 0.01 2.0 1 1
9 - - - 0.12 1.7142857142857142 12 14
- - 5 - 0.12 1.5 12 16
- - 8 - 0.12 1.6 12 15
- - 1 8 0.01 2.0 1 1
- 1 - 7 0.1 1.6666666666666667 10 12
- 1 1 - 0.05 1.6666666666666667 5 6
- - 3 1 0.04 1.6 4 5
- - 1 7 0.05 1.6666666666666667 5 6
- 5 - 2 0.07 1.75 7 8
- 0 3 - 0.04 1.6 4 5
- 2 - 6 0.05 1.6666666666666667 5 6
- 7 - 6 0.01 2.0 1 1
- - 6 6 0.01 2.0 1 1
- 8 1 - 0.01 2.0 1 1`,
  },
  {
    ...defaults,
    name: 'diff-joins/10.sql',
    rows: join10,
    support: 0.01,
    expected: `
- 6 1 - 0.013 1.625 13 16
- 6 - 1 0.013 1.625 13 16
1 - 1 - 0.013 1.625 13 16
- - 1 1 0.013 1.625 13 16
1 6 - - 0.013 1.625 13 16
1 - - 1 0.013 1.625 13 16`,
  },
];
