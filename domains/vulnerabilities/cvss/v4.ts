/**
 * CVSS 4.0 score: https://www.first.org/cvss/v4-0/specification-document, section 8. Six equivalence classes choose a
 * score from a table; how far the vector is from the worst of its class lowers it towards the next class.
 */
import { weightOf } from './weights.ts';

/** Score x 10 of each set of classes (section 8.3): a row for (EQ1, EQ2), two characters for (EQ3, EQ4, EQ5, EQ6); AA is 100. */
const SCORES = [
  'AA9998959592AA9693879181939089808168989595929084939289818165888078706948--92--82--72--79--69--50--69--55--27',
  '999795929285959190838471928182717253959392858573928280727059847071525030--86--75--52--71--52--29--63--29--17',
  '989594879181948986747764877574636349948988777667867674585950725757525225--83--70--54--65--58--26--53--21--13',
  '959088767670907775626153776668595230897876676258745957574723615257292416--71--59--30--58--26--15--23--13--06',
  '938786727558867474615634705452404022857574556251725755414619533634191908--64--51--20--47--21--11--24--09--04',
  '887573536050735559404120544345222011755558454021615148182009461817070802--53--24--14--24--12--05--10--03--01',
];

/** Steps from the worst value of each metric (section 8.2, "Severity Distance"). */
const STEPS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0, A: 1, L: 2, P: 3 }, PR: { N: 0, L: 1, H: 2 }, UI: { N: 0, P: 1, A: 2 }, AC: { L: 0, H: 1 }, AT: { N: 0, P: 1 },
  VC: { H: 0, L: 1, N: 2 }, VI: { H: 0, L: 1, N: 2 }, VA: { H: 0, L: 1, N: 2 },
  SC: { H: 1, L: 2, N: 3 }, SI: { S: 0, H: 1, L: 2, N: 3 }, SA: { S: 0, H: 1, L: 2, N: 3 },
  CR: { H: 0, M: 1, L: 2 }, IR: { H: 0, M: 1, L: 2 }, AR: { H: 0, M: 1, L: 2 }, E: { A: 0, P: 1, U: 2 },
};

/** The worst vectors of each class as steps (table "highest severity vectors", section 8.2), in the order of METRICS. */
const METRICS = [['AV', 'PR', 'UI'], ['AC', 'AT'], ['VC', 'VI', 'VA', 'CR', 'IR', 'AR'], ['SC', 'SI', 'SA']] as const;
const WORST: readonly Readonly<Record<string, readonly string[]>>[] = [
  { 0: ['000'], 1: ['100', '010', '001'], 2: ['300', '111'] },
  { 0: ['00'], 1: ['10', '01'] },
  { '00': ['000000'], '01': ['001110', '000111'], 10: ['100000', '010000'], 11: ['101010', '100011', '010101', '011100', '110001'], 21: ['111000'] },
  { 0: ['100'], 1: ['111'], 2: ['222'] },
];
/** How many steps a class spans (table "depth"). */
const DEPTH: readonly Readonly<Record<string, number>>[] = [{ 0: 1, 1: 4, 2: 5 }, { 0: 1, 1: 2 }, { '00': 7, '01': 6, 10: 8, 11: 8, 21: 10 }, { 0: 6, 1: 5, 2: 4 }];

type Classes = readonly [number, number, number, number, number, number];

export function scoreV4(given: ReadonlyMap<string, string>): number | null {
  const steps = stepsOf(given);
  if (steps === null) return null;
  const is = (metric: string, value: string): boolean => steps.get(metric) === STEPS[metric]![value];
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((metric) => is(metric, 'N'))) return 0;
  const classes = classesOf(is), value = scoreOf(classes);
  if (value === null) return null;
  const [eq1, eq2, eq3, eq4, eq5, eq6] = classes, eq36 = `${eq3}${eq6}`;
  const next = [
    scoreOf([eq1 + 1, eq2, eq3, eq4, eq5, eq6]), scoreOf([eq1, eq2 + 1, eq3, eq4, eq5, eq6]), scoreOf36(classes),
    scoreOf([eq1, eq2, eq3, eq4 + 1, eq5, eq6]), scoreOf([eq1, eq2, eq3, eq4, eq5 + 1, eq6]),
  ];
  let lower = 0, classesBelow = 0;
  for (const [i, score] of next.entries()) {
    if (score === null) continue;
    classesBelow += 1;
    // The class of exploit maturity has one vector: no distance.
    if (i < 4) lower += (value - score) * distance(i, [String(eq1), String(eq2), eq36, String(eq4)][i]!, steps);
  }
  const final = value - (classesBelow === 0 ? 0 : lower / classesBelow);
  return Math.round(Math.min(10, Math.max(0, final)) * 10 + 1e-5) / 10;
}

/** Modified metrics replace base ones; without a statement, exploitation is taken for attacked and requirements for high. */
function stepsOf(given: ReadonlyMap<string, string>): ReadonlyMap<string, number> | null {
  const steps = new Map<string, number>();
  for (const [metric, weights] of Object.entries(STEPS)) {
    const modified = given.get(`M${metric}`), own = given.get(metric);
    const value = modified !== undefined && modified !== 'X' ? modified : own === undefined || own === 'X' ? ({ E: 'A', CR: 'H', IR: 'H', AR: 'H' } as Record<string, string>)[metric] : own;
    const step = value === undefined ? null : weightOf(new Map([[metric, value]]), metric, weights);
    // S stands for safety, which only the modified metrics know.
    if (step === null || (own === 'S' && modified !== 'S')) return null;
    steps.set(metric, step);
  }
  return steps;
}

function classesOf(is: (metric: string, value: string) => boolean): Classes {
  const open = [is('AV', 'N'), is('PR', 'N'), is('UI', 'N')];
  const eq1 = open.every(Boolean) ? 0 : open.some(Boolean) && !is('AV', 'P') ? 1 : 2;
  const eq2 = is('AC', 'L') && is('AT', 'N') ? 0 : 1;
  const eq3 = is('VC', 'H') && is('VI', 'H') ? 0 : is('VC', 'H') || is('VI', 'H') || is('VA', 'H') ? 1 : 2;
  const eq4 = is('SI', 'S') || is('SA', 'S') ? 0 : is('SC', 'H') || is('SI', 'H') || is('SA', 'H') ? 1 : 2;
  const eq5 = is('E', 'A') ? 0 : is('E', 'P') ? 1 : 2;
  const eq6 = (is('CR', 'H') && is('VC', 'H')) || (is('IR', 'H') && is('VI', 'H')) || (is('AR', 'H') && is('VA', 'H')) ? 0 : 1;
  return [eq1, eq2, eq3, eq4, eq5, eq6];
}

function scoreOf([eq1, eq2, eq3, eq4, eq5, eq6]: Classes): number | null {
  if (eq1 > 2 || eq2 > 1 || eq3 > 2 || eq4 > 2 || eq5 > 2 || eq6 > 1) return null;
  const at = (((eq3 * 3 + eq4) * 3 + eq5) * 2 + eq6) * 2, text = SCORES[eq1 * 2 + eq2]!.slice(at, at + 2);
  return text === '--' ? null : text === 'AA' ? 10 : Number(text) / 10;
}

/** EQ3 and EQ6 go down together; from (0, 0) two ways lead down, and the higher score counts. */
function scoreOf36([eq1, eq2, eq3, eq4, eq5, eq6]: Classes): number | null {
  const at = (three: number, six: number): number | null => scoreOf([eq1, eq2, three, eq4, eq5, six]);
  if (eq3 === 0 && eq6 === 0) return Math.max(at(0, 1) ?? 0, at(1, 0) ?? 0);
  return eq3 === 1 && eq6 === 0 ? at(1, 1) : at(eq3 + 1, eq6);
}

/** Share of the class that lies between the vector and the worst one that is nowhere better than it. */
function distance(group: number, name: string, steps: ReadonlyMap<string, number>): number {
  const own = METRICS[group]!.map((metric) => steps.get(metric)!);
  for (const worst of WORST[group]![name]!) {
    const distances = own.map((step, i) => step - Number(worst[i]));
    if (distances.every((each) => each >= 0)) return distances.reduce((sum, each) => sum + each, 0) / DEPTH[group]![name]!;
  }
  return 0;
}
