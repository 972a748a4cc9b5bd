import type { ChangeAuthor, ChangesFile } from '@seatrial/model';

/** What is kept of a `seatrial.changes.json` that was uploaded, beside the file itself. The empty string stands for what is unknown. */
export interface UploadedChanges {
  /** Made of service, version, commit and build id: an upload of the same release takes the place of the one before. */
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly commit: string;
  readonly buildId: string;
  readonly from: ChangesFile['from'];
  readonly to: ChangesFile['to'];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly uploadedAt: string;
  readonly functions: number;
  /** Everybody who wrote lines of them, each once, so that a file needs not be read to know that it holds nothing of somebody's. */
  readonly authors: readonly Pick<ChangeAuthor, 'name' | 'email'>[];
}

export interface ChangesQuery {
  readonly service?: string;
  /** A version, or its part before `-g<short commit>`. */
  readonly release?: string;
}

/** Where it is looked up what releases changed. */
export interface ChangesReader {
  /** Newest first. */
  uploads(query?: ChangesQuery): Promise<readonly UploadedChanges[]>;
  /** The file of an upload; undefined where it is gone. */
  changes(id: string): Promise<ChangesFile | undefined>;
}
