import { X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import './compare.css';
import { isSame } from '../../engine/document/diff-documents.ts';
import type { FlowDocument } from '../../engine/document/document.ts';
import { CompareCanvas } from '../canvas/compare-canvas.tsx';
import { EmptyState } from '../results/empty-state.tsx';
import { asWritten, findVersions, loadVersion, type Versions } from '../state/compare-actions.ts';
import { showPage } from '../state/dashboard-actions.ts';
import { bridge, failureText } from '../state/session.ts';
import { useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { ChangeList } from './change-list.tsx';
import { mergeFlows } from './merged-flow.ts';
import { timeFormat } from '../words/numbers.ts';
import { language, t } from '../words/words.ts';

type Loaded = { readonly of: string; readonly document: FlowDocument } | { readonly of: string; readonly problem: string };

const kinds = { same: 'unchanged', added: 'added', removed: 'removed' } as const;

/** The open flow beside another version of it: both as one graph, and what changed as a list. */
export function ComparePage() {
  const document = useWorkbench((s) => s.document);
  const catalog = useWorkbench((s) => s.catalog);
  const path = useWorkbench((s) => s.path);
  const native = useWorkbench((s) => s.platform?.nativeDialogs ?? false);
  const [versions, setVersions] = useState<Versions | null>(null);
  const [wish, setWish] = useState('');
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);

  useEffect(() => {
    let current = true;
    findVersions().then(
      (found) => {
        if (!current) return;
        setVersions(found);
        // Most often the question is what was done since the last commit.
        const first = found.revisions[0];
        if (first) setWish(`git ${first.id}`);
        else if (path !== null) setWish('file');
      },
      (error: unknown) => current && setVersions({ revisions: [], reason: failureText(error), files: [] }),
    );
    return () => {
      current = false;
    };
  }, [path]);

  useEffect(() => {
    if (wish === '') return;
    let current = true;
    const [kind, rest] = [wish.split(' ')[0]!, wish.slice(wish.indexOf(' ') + 1)];
    const file = kind === 'other' ? rest : (workbench().path ?? '');
    loadVersion(file, kind === 'git' ? rest : null).then(
      (found) => current && setLoaded({ of: wish, document: found }),
      (error: unknown) => current && setLoaded({ of: wish, problem: failureText(error) }),
    );
    return () => {
      current = false;
    };
  }, [wish]);

  const before = loaded && loaded.of === wish && 'document' in loaded ? loaded.document : null;
  const merged = useMemo(() => (before ? mergeFlows(before, asWritten(document)) : null), [before, document]);
  const nameOf = (type: string) => catalog.get(type)?.title ?? type;
  const nodes = useMemo(
    () =>
      (merged?.nodes ?? []).map((n) => ({
        id: n.id,
        kind: n.kind,
        title: n.title ?? catalog.get(n.type)?.title ?? n.type,
        type: n.title === null ? n.id : (catalog.get(n.type)?.title ?? n.type),
        words: n.kind === 'changed' ? (n.change && n.change.changes.length > 0 ? t('{count|change|changes}', { count: n.change.changes.length }) : t('renamed')) : t(kinds[n.kind]),
        x: n.x,
        y: n.y,
      })),
    [merged, catalog],
  );
  const choose = async () => {
    const file = await bridge().os.chooseFlow();
    if (file !== null) setWish(`other ${file}`);
  };
  const problem = loaded && loaded.of === wish && 'problem' in loaded ? loaded.problem : null;
  return (
    <Page label={t('Comparison')} testId="compare">
      <div className="board-head">
        <h1>{t('What changed')}</h1>
        <label className="compare-pick">
          {t('since')}
          <select className="text-field" value={wish} onChange={(e) => (setChosen(null), setWish(e.target.value))} data-testid="compare-version">
            {wish === '' ? <option value="">{t('Choose a version')}</option> : null}
            {path === null ? null : <option value="file">{t('The saved file')}</option>}
            {versions && versions.revisions.length > 0 ? (
              <optgroup label={t('Commits')}>
                {versions.revisions.map((r) => (
                  <option key={r.id} value={`git ${r.id}`}>
                    {`${r.subject} · ${timeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(r.time))} · ${r.author}`}
                  </option>
                ))}
              </optgroup>
            ) : null}
            {versions && versions.files.length > 0 ? (
              <optgroup label={t('Other flows')}>
                {versions.files.map((file) => (
                  <option key={file} value={`other ${workbench().home}/${file}`}>
                    {file}
                  </option>
                ))}
              </optgroup>
            ) : null}
            {wish.startsWith('other ') && native ? <option value={wish}>{wish.slice(6)}</option> : null}
          </select>
        </label>
        {native ? <Button onClick={() => void choose()}>{t('Another file…')}</Button> : null}
        <span className="muted">{versions?.reason ?? ''}</span>
        <span className="spacer" />
        <Button icon={<X />} onClick={() => showPage('flow')}>
          {t('Back to the flow')}
        </Button>
      </div>
      {merged ? (
        <div className="compare-both">
          <CompareCanvas nodes={nodes} edges={merged.edges} chosen={chosen} onChoose={setChosen} />
          <div className="compare-list" role="region" aria-label={t('Changes')} tabIndex={0}>
            {isSame(merged.diff) ? <EmptyState title={t('The two versions do the same.')} text={t('Where nodes stand and the order of nodes and edges is no change.')} /> : <ChangeList diff={merged.diff} catalog={catalog} nameOf={nameOf} chosen={chosen} onChoose={setChosen} />}
          </div>
        </div>
      ) : (
        <EmptyState title={problem !== null ? t('This version cannot be read.') : wish === '' && versions ? t('Choose a version to compare with.') : t('Reading the version…')} text={problem ?? versions?.reason ?? ''} />
      )}
    </Page>
  );
}
