import './breakpoints.css';
import '../inspector/code/code-field.css';
import { Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { parseEnd } from '../../engine/document/document.ts';
import { CodeField } from '../inspector/code/code-field.tsx';
import { breakpointEnd, presentBreakpoints, setBreakpoint, tryBreakpoint, type BreakpointSetting } from '../state/breakpoints.ts';
import { bridge, failureText } from '../state/session.ts';
import { change, nodeTitle, useWorkbench, workbench } from '../state/workbench.ts';
import { nodeDefinition } from '../state/node-definition.ts';
import { Button } from '../ui/button.tsx';
import { evaluationText } from '../ui/evaluation-text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { shortcutText } from '../ui/shortcut-text.ts';
import { t } from '../words/words.ts';
import { useAnswer } from './use-answer.ts';

const close = () => change({ dialog: null });

/** Where runs of the flow stop, whether they do, and for which rows. */
export function BreakpointsDialog() {
  const open = useWorkbench((s) => s.dialog === 'breakpoints');
  return open ? <Breakpoints /> : null;
}

function Breakpoints() {
  const ends = useWorkbench(useShallow((s) => presentBreakpoints(s).map(([end]) => end)));
  const [first] = useState(() => breakpointEnd(workbench()));
  const [functions] = useState(() => bridge().engine.functions());
  return (
    <Dialog
      open
      onClose={close}
      title={t('Breakpoints')}
      note={t('A run waits there before anything that comes after it, shows the rows, and has changed no output yet. Breakpoints are yours: they are not in the flow, and a run from the command line does not stop.')}
      width={640}
      footer={
        <Button variant="primary" onClick={close}>
          {t('Done')}
        </Button>
      }
    >
      {ends.length === 0 ? <p className="muted">{t('There are none. Select a node or an edge and press {keys}.', { keys: shortcutText('Mod+F8') })}</p> : null}
      <ul className="breakpoints" data-testid="breakpoints">
        {ends.map((end) => (
          <Row key={end} end={end} first={end === first} functions={functions} />
        ))}
      </ul>
    </Dialog>
  );
}

function Row({ end, first, functions }: { readonly end: string; readonly first: boolean; readonly functions: ReturnType<ReturnType<typeof bridge>['engine']['functions']> }) {
  const { node, port } = parseEnd(end);
  const setting = useWorkbench((s) => presentBreakpoints(s).find(([key]) => key === end)?.[1]) ?? { when: '', on: true };
  const title = useWorkbench((s) => {
    const ports = nodeDefinition(s, node)?.outputs ?? [];
    const named = ports.find((p) => p.name === port)?.title ?? port;
    return ports.length > 1 ? `${nodeTitle(s, node)} · ${named}` : nodeTitle(s, node);
  });
  const columns = useWorkbench((s) => s.check?.nodes[node]?.outputs[port]);
  const known = useAnswer(functions);
  const knowledge = useMemo(() => ({ language: 'expression' as const, columns: (columns ?? []).map((column) => ({ ...column, from: null })), tables: [], functions: known && 'value' in known ? known.value.filter((f) => f.kind === 'scalar') : [] }), [columns, known]);
  const set = (part: Partial<BreakpointSetting>) => setBreakpoint(end, { ...setting, ...part });
  const live = useLive(end, setting.when);
  const liveId = `live-${end}`;
  return (
    <li data-testid={`breakpoint-${end}`} data-first={first ? '' : undefined}>
      <div className="breakpoint-head">
        <label>
          <input type="checkbox" checked={setting.on} onChange={(event) => set({ on: event.target.checked })} />
          <span>{t('After {node}', { node: title })}</span>
        </label>
        <IconButton label={t('Remove the breakpoint after {node}', { node: title })} size="small" onClick={() => setBreakpoint(end, null)}>
          <Trash2 />
        </IconButton>
      </div>
      <CodeField id={`condition-${end}`} label={t('Stop after {node} only when a row meets this', { node: title })} value={setting.when} placeholder={t('Always; or a condition about a row, such as amount < 0')} knowledge={knowledge} diagnostics={[]} describedBy={liveId} onChange={(when) => set({ when })} />
      <p id={liveId} className="field-live" role="status" data-failed={live?.failed ? '' : undefined}>
        {live?.text ?? (setting.when.trim() === '' ? t('Every run stops here.') : ' ')}
      </p>
    </li>
  );
}

interface Live {
  readonly of: string;
  readonly text: string;
  readonly failed: boolean;
}

const delay = 350;

/** For how many of the rows of the preview a condition holds, or what is wrong with it. */
function useLive(end: string, when: string): Live | null {
  const [live, setLive] = useState<Live | null>(null);
  const condition = when.trim();
  useEffect(() => {
    if (condition === '') return;
    let gone = false;
    const keep = (text: string, failed: boolean) => (gone ? undefined : setLive({ of: condition, text, failed }));
    const timer = setTimeout(() => {
      tryBreakpoint(end, condition, () => !gone).then(
        (answer) => ('summary' in answer ? keep(evaluationText(answer), false) : keep(answer.problem.message, true)),
        (error: unknown) => keep(failureText(error), true),
      );
    }, delay);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [end, condition]);
  return live?.of === condition ? live : null;
}
