import { formatSelector } from '@seatrial/model';
import type { UrlState } from '../url/use-url-state.ts';

/** The filter of the address; coming from a release, its service. */
export function readWhere({ get }: Pick<UrlState, 'get'>): string {
  const [where, service] = [get('where'), get('service')];
  if (where !== undefined) return where;
  if (service === undefined) return '';
  return formatSelector([{ subject: { kind: 'intrinsic', name: 'service' }, operator: '=', values: [service] }]);
}
