// The text that a plan may insert, form by form. A plan is data that becomes code: it can be no other code than this.
// `#` stands for a number; names that make way for names of the file have one behind them, which is taken off before.

const open = 'globalThis[Symbol.for("seatrial.probes")]?.open("@",#)';
const inert = '{c:new Uint#Array(#),k:new Int#Array(#),s(){return #},x(){},l(){}}';
/** Binds the registry's parts, once in each file. */
const binding = ` {c:__st_c,k:__st_k,s:__st_s,x:__st_x,l:__st_l}=${open}??${inert};`;
/** For functions that run before their file has. */
const early = `function __st_e(i){const h=${open};if(h!==void #)h.c[i]++}`;
const count = '__st_c[#]++;';
const time = 'if(--__st_k[#]<#)$st=__st_s(#);';
const noted = '__st_x(#,$se)';
const rest = ';throw $se}finally{if($st!==#)__st_l(#,$st)}';

/** What a number may stand behind. */
const numbered = ['__st', '$st', '$se'];

const forms: readonly string[] = [
  `const${binding}`,
  `var${binding}`,
  early,
  ';',
  '{',
  'let $st=#;',
  `try{${count}${time}}catch{__st_e(#)}`,
  `try{${count}}catch{__st_e(#)}`,
  count,
  time,
  'try{',
  'return(',
  `)}catch($se){${noted}${rest}}`,
  `}catch($se){${noted}${rest}`,
  `)}catch($se){try{${noted}}catch{}${rest}}`,
  `}catch($se){try{${noted}}catch{}${rest}`,
  ')}',
];

/**
 * Answers for one text after the other whether it is what the probes of a plan are made of, and nothing else. Texts that
 * differ in their numbers alone are of one form, which is looked at once.
 * @param plan the id that it has to carry
 */
export function createProbeTextCheck(plan: string): (text: string) => boolean {
  const known = new Set<string>();
  const id = `"${plan}"`;
  return (text) => {
    if (text.includes('#') || text.includes('@')) return false;
    const form = text.replaceAll(id, '"@"').replaceAll(/\d+/g, '#');
    const isProbe = known.has(form) || isProbeForm(form);
    if (isProbe) known.add(form);
    return isProbe;
  };
}

function isProbeForm(text: string): boolean {
  let left = text;
  for (const name of numbered) left = left.replaceAll(`${name}#`, name);
  while (left !== '') {
    const form = forms.find((each) => left.startsWith(each));
    if (form === undefined) return false;
    left = left.slice(form.length);
  }
  return true;
}
