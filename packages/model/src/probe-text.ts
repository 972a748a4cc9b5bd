// The text that a plan may insert, form by form. A plan is data that becomes code: it can be no other code than this.

const open = String.raw`globalThis\[Symbol\.for\("seatrial\.probes"\)\]\?\.open\("[0-9a-f]{16}",\d+\)`;
const inert = String.raw`\{c:new Uint32Array\(0\),k:new Int32Array\(0\),s\(\)\{return 0\},x\(\)\{\},l\(\)\{\}\}`;
const names = ['c', 'k', 's', 'x', 'l'].map((part) => String.raw`${part}:__st\d*_${part}`).join(',');
/** Binds the registry's parts, once in each file; what follows is for functions that run before the file has. */
const prologue =
  String.raw`;?(?:const|var) \{${names}\}=${open}\?\?${inert};` +
  String.raw`(?:function __st\d*_e\(i\)\{const h=${open};if\(h!==void 0\)h\.c\[i\]\+\+\})?`;
const counted = String.raw`__st\d*_c\[\d+\]\+\+;(?:if\(--__st\d*_k\[\d+\]<0\)\$st\d*=__st\d*_s\(\d+\);)?`;
const guarded = String.raw`(?:${counted}|try\{${counted}\}catch\{__st\d*_e\(\d+\)\})`;
const enter = String.raw`\{?;?(?:let \$st\d*=0;)?${guarded}(?:try\{)?(?:return\()?`;
const noted = String.raw`__st\d*_x\(\d+,\$se\d*\)`;
const tail =
  String.raw`\}catch\(\$se\d*\)\{(?:${noted}|try\{${noted}\}catch\{\});throw \$se\d*\}` +
  String.raw`finally\{if\(\$st\d*!==0\)__st\d*_l\(\d+,\$st\d*\)\}`;
const leave = String.raw`(?:${tail}|\)${tail}\}|\)\})`;

const pattern = new RegExp(`^(?:${prologue}|${enter}|${leave})*$`);

/** Whether a text is one that probes are made of, and nothing else. */
export function isProbeText(text: string): boolean {
  return pattern.test(text);
}
