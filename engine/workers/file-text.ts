import { quotedText } from '../core/quoting.ts';
import { patternOfName } from '../relation/path-pattern.ts';
import { isRemotePath } from '../relation/remote-path.ts';

/** SQL for the path of one file or address: to the database's readers every path is a pattern. */
export const fileText = (path: string): string => quotedText(isRemotePath(path) ? path : patternOfName(path));
