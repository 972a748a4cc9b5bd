import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { Icon } from '../parts/icon.tsx';
import { views } from './views.ts';

const keys: readonly (readonly [string, string])[] = [
  ...views.map(({ key, name }) => [`g ${key}`, name] as const),
  ['Ctrl K', 'Go to a service, release, view or trace'],
  ['/', 'To the filter'],
  ['j k ↓ ↑', 'Next, previous row'],
  ['Enter', 'Open the row'],
  ['e', 'Next error, in a trace'],
  ['f', 'Next changed function, in a trace'],
  ['c', 'Next span of the critical path, in a trace'],
  ['← →', 'Fold, unfold, in a trace'],
  ['Esc', 'One step back out'],
];

/** All keys, in the browser's own dialog, which keeps the focus and closes by Escape. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={onClose}>
      <div className="help-head">
        <h2 id="help-title">Keys</h2>
        <button type="button" className="ghost" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <table>
        <tbody>
          {keys.map(([key, meaning]) => (
            <tr key={key}>
              <th scope="row">
                {key.split(' ').map((part) => (
                  <kbd key={part}>{part}</kbd>
                ))}
              </th>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </dialog>
  );
}
