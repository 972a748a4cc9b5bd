import { SeatrialError } from '@seatrial/model';

export function closedError(): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', 'The store is closed.');
}

export function readOnlyError(path: string): SeatrialError {
  return new SeatrialError('SEATRIAL_STORE_UNUSABLE', `${path} was opened for reading only.`);
}
