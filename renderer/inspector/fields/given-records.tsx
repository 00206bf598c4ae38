import type { ParamSpecs } from '../../../engine/definition/index.ts';
import { formatCount } from '../../ui/format-figures.ts';
import { useFormScope } from '../form/form-scope.ts';
import { summarizeRecord } from '../form/record-summary.ts';
import { t } from '../../words/words.ts';

export interface GivenRecordsProps {
  readonly specs: ParamSpecs;
  /** Path of the list. */
  readonly path: string;
  /** The records of the list itself. */
  readonly own: readonly unknown[];
}

/** The records that a file adds to a list: to be looked at, and to be changed only in the file or as a copy of one's own. */
export function GivenRecords({ specs, path, own }: GivenRecordsProps) {
  const { fromFile, marks, setAll } = useFormScope();
  if (fromFile?.list !== path) return null;
  const { records, lines } = fromFile;
  return (
    <section className="list-given" aria-label={t('From {path}', { path: fromFile.path })} data-testid={`given-${path}`}>
      <div className="list-given-head">
        <span>
          {t('{count|entry|entries} of {path}', { count: records.length, path: fromFile.path })}
        </span>
        {records.length > 0 ? (
          <button type="button" className="link-button" title={t('These entries become those of this node, and the file is no longer followed')} onClick={() => setAll({ [path]: [...own, ...records], [fromFile.param]: undefined }, t('Copy the entries of {path}', { path: fromFile.path }))}>
            {t('Make my own copy')}
          </button>
        ) : null}
      </div>
      <ul>
        {records.map((record, i) => {
          const mark = marks[`${path}.${own.length + i}`];
          const line = lines[i];
          return (
            <li key={i} title={line === null || line === undefined ? fromFile.path : t('{path}, line {line}', { path: fromFile.path, line })}>
              <span className="list-words">
                {summarizeRecord(specs, record).map((part, index) => (
                  <span key={index} className={`list-part-${part.role}`}>
                    {part.text}
                  </span>
                ))}
              </span>
              {mark ? (
                <span className="list-mark" data-tone={mark.tone} title={t('Broken by {count|row|rows} of the preview', { count: mark.broken })}>
                  {formatCount(mark.broken)}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
