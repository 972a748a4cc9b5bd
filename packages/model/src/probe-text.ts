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

/** Whether a text is one that probes are made of, and nothing else. */
export function isProbeText(text: string): boolean {
  if (/[#@]/.test(text)) return false;
  let left = text
    .replaceAll(/"[0-9a-f]{16}"/g, '"@"')
    .replaceAll(/(?<=__st)\d+(?=_[cksxle])|(?<=\$s[te])\d+/g, '')
    .replaceAll(/\d+/g, '#');
  while (left !== '') {
    const form = forms.find((each) => left.startsWith(each));
    if (form === undefined) return false;
    left = left.slice(form.length);
  }
  return true;
}
