import type { FileHeader } from '../protocol/files.ts';
import type { FileNews } from '../protocol/sync.ts';

/** A file as it travels: gzipped JSON lines. */
export interface OpenFile {
  /** Bytes from the asked offset to the end. */
  stream: NodeJS.ReadableStream;
  bytesTotal: number;
}

/**
 * Where the files for the desks lie. A file appears whole or not at all, and never changes. Ids are a family, a version
 * and what tells files of one version apart, like `roster-all-v3-m1k2j3`.
 */
export interface CentreFiles {
  find(id: string): Promise<FileNews | null>;
  /** The newest file of a family, other than `exceptId`. */
  latest(family: string, exceptId: string): Promise<FileNews | null>;
  /** Writes header, rows (JSON texts) and end line in bounded memory; null, and no file, when `rows` throws `SourceChanged`. */
  make(header: FileHeader, rows: AsyncIterable<string>): Promise<FileNews | null>;
  /** Keeps a text, gzipped. */
  put(facts: Pick<FileNews, 'id' | 'asOf' | 'rows'>, text: string): Promise<FileNews>;
  /** Takes a finished file from `path`, which lies on the same disk and is gone then. */
  adopt(facts: Pick<FileNews, 'id' | 'asOf' | 'rows'>, path: string): Promise<FileNews>;
  open(id: string, fromByte: number): Promise<OpenFile | null>;
  /** Removes files of this family, except those named; one that is being read stays readable. */
  keepOnly(family: string, ids: readonly string[]): Promise<void>;
  forget(id: string): Promise<void>;
  pathOf(id: string): string;
  /** Makes sure that a file lies at its path on this computer; false where there is none. */
  bring(id: string): Promise<boolean>;
}
