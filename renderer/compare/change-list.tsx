import { useEffect, useRef } from 'react';
import type { FlowDiff, NodeChange, ValueChange } from '../../engine/document/diff-documents.ts';
import type { Catalog } from '../../engine/definition/index.ts';
import { t } from '../words/words.ts';

export interface ChangeListProps {
  readonly diff: FlowDiff;
  readonly catalog: Catalog;
  readonly nameOf: (type: string) => string;
  readonly chosen: string | null;
  readonly onChoose: (node: string) => void;
}

const words = { added: 'added', removed: 'removed', changed: 'changed' } as const;
const signs = { added: '+', removed: '−', changed: '~' } as const;

/** What differs between two versions, node by node, with the old and the new value of every setting. */
export function ChangeList({ diff, catalog, nameOf, chosen, onChoose }: ChangeListProps) {
  return (
    <ul className="compare-changes" data-testid="changes">
      {diff.flow.length === 0 ? null : (
        <li className="change">
          <h2>{t('The flow itself')}</h2>
          <Values changes={diff.flow} label={(path) => path} />
        </li>
      )}
      {diff.nodes.map((node) => (
        <NodeItem key={node.id} node={node} catalog={catalog} nameOf={nameOf} chosen={chosen === node.id} onChoose={onChoose} />
      ))}
      {diff.edges.added.length + diff.edges.removed.length === 0 ? null : (
        <li className="change">
          <h2>{t('Edges')}</h2>
          <ul>
            {diff.edges.removed.map((edge) => (
              <li key={`- ${edge}`} className="change-edge" data-kind="removed">
                {`− ${edge.replace(' -> ', ' → ')}`}
              </li>
            ))}
            {diff.edges.added.map((edge) => (
              <li key={`+ ${edge}`} className="change-edge" data-kind="added">
                {`+ ${edge.replace(' -> ', ' → ')}`}
              </li>
            ))}
          </ul>
        </li>
      )}
    </ul>
  );
}

function NodeItem({ node, catalog, nameOf, chosen, onChoose }: { readonly node: NodeChange; readonly catalog: Catalog; readonly nameOf: (type: string) => string; readonly chosen: boolean; readonly onChoose: (node: string) => void }) {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const params = catalog.get(node.type)?.params;
  const label = (path: string) => {
    const [, name, ...rest] = path.split('.');
    const known = path.startsWith('params.') && name !== undefined ? params?.[name]?.label : undefined;
    return known === undefined ? path.replace(/^params\./, '') : [known, ...rest.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part))].join(' · ');
  };
  return (
    <li ref={item} className="change" data-kind={node.kind} data-chosen={chosen ? '' : undefined} data-testid={`change-${node.id}`}>
      <h2>
        <button type="button" className="change-node" aria-pressed={chosen} onClick={() => onChoose(node.id)}>
          <b aria-hidden="true">{signs[node.kind]}</b>
          <span>{node.title ?? nameOf(node.type)}</span>
          <span className="change-kind">{t(words[node.kind])}</span>
        </button>
      </h2>
      {node.title === null ? null : <p className="muted">{nameOf(node.type)}</p>}
      {node.renamedFrom === null ? null : <p className="muted">{t('Its id was {before}, now it is {after}.', { before: node.renamedFrom, after: node.id })}</p>}
      <Values changes={node.changes} label={label} />
    </li>
  );
}

const Values = ({ changes, label }: { readonly changes: readonly ValueChange[]; readonly label: (path: string) => string }) =>
  changes.length === 0 ? null : (
    <dl className="change-values">
      {changes.map(({ path, before, after }) => (
        <div key={path}>
          <dt>{label(path)}</dt>
          {before === undefined ? null : (
            <dd>
              <del>
                <span className="sr-only">{t('old:')} </span>
                {text(before)}
              </del>
            </dd>
          )}
          {after === undefined ? null : (
            <dd>
              <ins>
                <span className="sr-only">{t('new:')} </span>
                {text(after)}
              </ins>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );

const text = (value: unknown): string => (typeof value === 'string' ? (value === '' ? '(empty)' : value) : JSON.stringify(value, null, typeof value === 'object' && value !== null && JSON.stringify(value).length > 60 ? 1 : 0));
