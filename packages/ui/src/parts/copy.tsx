import { useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

function useCopy(text: string): readonly [boolean, () => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return [
    copied,
    () => {
      // Absent where the page is not on a secure origin, that is, on another machine's plain HTTP.
      void navigator.clipboard?.writeText(text).then(() => setCopied(true));
    },
  ];
}

/** A button that copies; where nothing can be copied by a program, the text is in its title. */
export function CopyButton({ text, children }: { readonly text: string; readonly children: ReactNode }): ReactElement {
  const [copied, copy] = useCopy(text);
  return (
    <button type="button" className="button" title={text} onClick={copy}>
      <span aria-live="polite">{copied ? 'Copied' : children}</span>
    </button>
  );
}

/** A command line, whole, that a click copies. */
export function CommandLine({ text }: { readonly text: string }): ReactElement {
  const [copied, copy] = useCopy(text);
  return (
    <button type="button" className="command mono" title="Copy" onClick={copy}>
      <span aria-hidden>$ </span>
      {text}
      <span className="command-word" aria-live="polite">
        {copied ? 'copied' : 'copy'}
      </span>
    </button>
  );
}
